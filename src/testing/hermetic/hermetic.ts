import { createRequire } from "node:module";
import { Worker, workerData } from "node:worker_threads";
import { checkArguments } from "../../agents/arguments.js";
import { decodeThrown } from "../../agents/error-transfer.js";
import { Target } from "../../agents/named-target.js";
import { RuntimeError, TimeoutError } from "../../kernel/errors.js";
import type { TargetFunction, TargetResult } from "../../loop/executor.js";
import { clearRealTimeout, setRealTimeout } from "../real-time.js";
import type { HermeticData, HermeticMessage, HermeticOutcome } from "./messages.js";

/** Settings of {@link hermetic}. */
export interface HermeticOptions {
  /** What `Date` shows at first, in milliseconds since 1970 or as a date; 1970 itself by default. */
  readonly now?: number | Date;
  /** How long it may take, in milliseconds of real time; 30,000 by default. */
  readonly timeout?: number;
}

const MAIN = new URL("./hermetic-main.js", import.meta.url);
const PEER = "@sinonjs/fake-timers";

/** A thread that does not end, since something is open, is ended after so many milliseconds. */
const GRACE = 50;
/** A thread that blocks can't say that it is late. */
const GRACE_WHEN_LATE = 2_000;

/**
 * Runs a module, or calls an exported function, in a thread of its own in which time is virtual: it jumps to the next
 * timer whenever the thread is idle, and stands still while I/O is under way, which takes its real time. Native code need
 * not know: `setTimeout`, `setInterval`, `Date`, `performance.now`, `process.hrtime`, `AbortSignal.timeout` and
 * `node:timers/promises` follow that time. This thread is not touched; several can run at once.
 *
 * A module has run when nothing is left to be done, a function when its result is there. It needs the package
 * `@sinonjs/fake-timers`.
 *
 * ```ts
 * await hermetic(new URL("./case.js", import.meta.url));
 * const total = await hermetic(exported(import.meta.url, retries), [3]);
 * ```
 * @returns the result of the function, copied (structured clone); of a module nothing
 * @throws what the module or function throws, or what nobody catches in it, with its stack; DeadlockError if it waits for
 * something that can't happen any more; TimeoutError after `timeout`; RuntimeError if it left something open
 * (`ERR_HERMETIC_OPEN`), or the package is missing (`ERR_MISSING_PEER`). The promise rejects; it never throws at once.
 */
export function hermetic(module: URL, options?: HermeticOptions): Promise<void>;
export function hermetic<F extends TargetFunction>(
  target: Target<F>,
  args: Parameters<F>,
  options?: HermeticOptions,
): Promise<TargetResult<F>>;
export async function hermetic(
  what: URL | Target,
  ...rest: [(readonly unknown[] | HermeticOptions)?, HermeticOptions?]
): Promise<unknown> {
  if (what instanceof URL) return run(what.href, null, [], rest[0] as HermeticOptions | undefined);
  if (what instanceof Target) return run(what.url, what, (rest[0] ?? []) as readonly unknown[], rest[1]);
  throw new TypeError(
    `Cannot run ${String(what)} as hermetic: a URL is expected (new URL("./case.js", import.meta.url)), or a target (exported(import.meta.url, fn))`,
  );
}

function run(
  url: string,
  target: Target | null,
  args: readonly unknown[],
  options: HermeticOptions = {},
): Promise<unknown> {
  const { now, timeout } = checkOptions(options);
  const name = target === null ? url : target.toString();
  checkArguments(args, `a hermetic run of ${name}`);
  checkSurroundings(url);
  const data: HermeticData = {
    url,
    target: target === null ? null : { url, name: target.name, isExport: target.isExport },
    args,
    now,
    timeout,
  };
  return outcomeOf(new Worker(MAIN, { workerData: data, name }), name, timeout);
}

/** Waits until a thread has told how it ended, and has ended. */
function outcomeOf(worker: Worker, name: string, timeout: number): Promise<unknown> {
  let told: HermeticOutcome | null = null;
  let uncaught: { readonly error: unknown } | null = null;
  let isLate = false;
  let timer: NodeJS.Timeout | undefined;
  const endIn = (ms: number, late: boolean) => {
    clearRealTimeout(timer);
    timer = setRealTimeout(() => {
      isLate = late;
      void worker.terminate();
    }, ms);
  };
  worker.on("message", (message: HermeticMessage) => {
    if (message.type === "ready") {
      endIn(timeout + GRACE_WHEN_LATE, true);
      return;
    }
    told = message;
    endIn(GRACE, false);
  });
  worker.on("error", (error) => {
    uncaught ??= { error };
  });
  return new Promise((resolve, reject) => {
    worker.once("exit", () => {
      clearRealTimeout(timer);
      if (told?.type === "error") reject(decodeThrown(told.thrown, `the hermetic run of ${name}`));
      else if (uncaught !== null) reject(uncaught.error);
      else if (told?.type === "result") resolve(told.value);
      else reject(isLate ? blocked(name, timeout) : endedEarly(name));
    });
  });
}

function blocked(name: string, timeout: number): Error {
  return new TimeoutError(`${name} has not ended within ${timeout} ms of real time: its thread is blocked`);
}

function endedEarly(name: string): Error {
  return new RuntimeError(
    `${name} ended its thread before it was done: by process.exit()`,
    "ERR_AGENT_ENDED",
  );
}

function checkOptions({ now = 0, timeout = 30_000 }: HermeticOptions): { now: number; timeout: number } {
  const ms = Number(now);
  if (!Number.isFinite(ms))
    throw new RangeError(
      `Cannot run as hermetic: now is ${String(now)}, not a date or a number of milliseconds`,
    );
  if (typeof timeout !== "number" || !(timeout > 0))
    throw new RangeError(`Cannot run as hermetic: the timeout is ${String(timeout)}, not a number above 0`);
  return { now: Math.trunc(ms), timeout: Math.min(timeout, 2 ** 30) };
}

function checkSurroundings(url: string): void {
  if ((workerData as Partial<HermeticData> | null)?.url === url) {
    throw new RuntimeError(
      `Cannot run ${url} as hermetic from itself: it would start another each time that it runs. Put the case into a module of its own.`,
      "ERR_LOADING",
    );
  }
  try {
    createRequire(import.meta.url).resolve(PEER);
  } catch (cause) {
    throw new RuntimeError(
      `Cannot run as hermetic: the package ${PEER} is not installed. Install it: npm install --save-dev ${PEER}`,
      "ERR_MISSING_PEER",
      { cause },
    );
  }
}
