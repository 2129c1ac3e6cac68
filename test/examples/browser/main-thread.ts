/* What a page's main thread did, read from a trace of Chromium. */
import type { Browser, Page } from "playwright-core";

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** The processor time that it took, in microseconds, where Chromium could tell. */
  readonly tdur?: number;
  readonly args: { readonly name?: string; readonly data?: { readonly url?: string } };
}

/** What a page's own code does on its main thread. */
export interface MainThreadWork {
  /** How often it drew. */
  readonly frames: number;
  /** The most processor time that one call of it took, in milliseconds. While that runs, no frame can be drawn. */
  readonly longestCall: number;
}

/**
 * What the main thread of `page` does during `action`. Processor time leaves out what a busy machine gives to others
 * meanwhile.
 */
export async function watchMainThread(
  browser: Browser,
  page: Page,
  action: () => Promise<void>,
): Promise<MainThreadWork> {
  await browser.startTracing(page, { categories: ["devtools.timeline", "__metadata"] });
  await action();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
      .map(threadOf),
  );
  const own = traceEvents.filter((event) => threads.has(threadOf(event)));
  // The browser calls functions of the page's scripts, and those of the test.
  const calls = own.filter(
    ({ name, args }) => name === "FunctionCall" && args.data?.url?.startsWith(page.url()),
  );
  return {
    frames: own.filter(({ name }) => name === "FireAnimationFrame").length,
    longestCall: Math.max(...calls.map(({ tdur = 0 }) => tdur / 1000)),
  };
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}:${tid}`;
}
