/* A thread of the page in page.ts. */
import {
  type Coroutine,
  Event,
  InvalidStateError,
  newEventLoop,
  parentLoop,
  runCoroutineThreadsafe,
  serveTargets,
  setEventLoop,
  sleep,
  Thread,
  targetsOf,
} from "tsyncio/browser";
import type { targets as innerTargets } from "./inner.js";

/** What the page serves. */
export type PageTargets = {
  readonly note: (text: string) => void;
  readonly double: (n: number) => Coroutine<number>;
};

const page = targetsOf<PageTargets>();

function add(a: number, b: number): number {
  return a + b;
}

async function addLater(a: number, b: number): Promise<number> {
  await sleep(1);
  return a + b;
}

function fail(): never {
  throw Object.assign(new InvalidStateError("not so"), { details: [1, 2] });
}

/** Makes, sets, runs and closes a loop of its own, as a guest. */
function runLoop(): Promise<boolean> {
  const loop = newEventLoop();
  setEventLoop(loop);
  return loop.run(new Event().wait()).finally(() => {
    setEventLoop(null);
    loop.close();
  });
}

function* waitForEver(): Coroutine<void> {
  try {
    yield* new Event().wait();
  } finally {
    parentLoop().callSoonThreadsafe(page.note, "cleaned up");
  }
}

function* askPage(n: number): Coroutine<number> {
  return yield* runCoroutineThreadsafe(page.double, [n], parentLoop());
}

/** Blocks the thread, which a page's main thread may not. */
function block(): string {
  const loop = newEventLoop();
  try {
    return loop.runUntilComplete(sleep(5, "slept"));
  } finally {
    loop.close();
  }
}

function blockOnPage(): number {
  return runCoroutineThreadsafe(page.double, [1], parentLoop()).result();
}

function blockLoopOnPage(): number {
  const loop = newEventLoop();
  try {
    return loop.runUntilComplete(() => runCoroutineThreadsafe(page.double, [1], parentLoop()));
  } finally {
    loop.close();
  }
}

async function startInner(): Promise<string> {
  const worker = () => new Worker(new URL("./inner.ts", import.meta.url), { type: "module" });
  return await new Thread(targetsOf<typeof innerTargets>().shout, ["in there"], { worker }).start();
}

async function* count(): AsyncGenerator<number> {
  yield 1;
}

/** Is not served. */
export function secret(): void {}

export const targets = serveTargets({
  add,
  addLater,
  fail,
  runLoop,
  waitForEver,
  askPage,
  block,
  blockOnPage,
  blockLoopOnPage,
  startInner,
  count,
});
