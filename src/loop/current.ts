import { RuntimeError } from "../kernel/errors.js";
import { findRunningLoop, requireRunningLoop } from "../kernel/running.js";
import { EventLoop, newEventLoop } from "./event-loop.js";

/** This thread's loop. `undefined`: none was set so far; `null`: it was taken away. */
let threadLoop: EventLoop | null | undefined;

/**
 * The loop that runs this code. Python: `asyncio.get_running_loop()`.
 * @throws RuntimeError (`ERR_NO_RUNNING_LOOP`) if none does.
 *
 * @example
 * await run(function* () {
 *   assert.ok(getRunningLoop().isRunning());
 * });
 */
export function getRunningLoop(): EventLoop {
  return requireRunningLoop("getRunningLoop()") as EventLoop;
}

/**
 * The loop that runs this code, else this thread's loop: the one given to {@link setEventLoop}, or, on the main thread, a
 * default one made on first use. Python: `asyncio.get_event_loop()`.
 * @throws RuntimeError (`ERR_NO_CURRENT_LOOP`) on a thread that has none: a thread does not inherit the main thread's.
 *
 * @example
 * const loop = getEventLoop();
 * assert.equal(getEventLoop(), loop);
 */
export function getEventLoop(): EventLoop {
  const running = findRunningLoop();
  if (running !== null) return running as EventLoop;
  if (threadLoop) return threadLoop;
  if (threadLoop === undefined && isMainThread()) {
    threadLoop = newEventLoop();
    return threadLoop;
  }
  throw new RuntimeError(
    "There is no current event loop in this thread: make one with newEventLoop(), and set it with setEventLoop(loop).",
    "ERR_NO_CURRENT_LOOP",
  );
}

/**
 * Makes `loop` this thread's current one; `null` takes it away. Python: `asyncio.set_event_loop()`.
 *
 * @example
 * const loop = newEventLoop();
 * setEventLoop(loop);
 * assert.equal(getEventLoop(), loop);
 * setEventLoop(null);
 * loop.close();
 */
export function setEventLoop(loop: EventLoop | null): void {
  if (loop !== null && !(loop instanceof EventLoop)) {
    throw new TypeError(`Cannot set the event loop: an EventLoop or null is expected, got ${typeof loop}`);
  }
  threadLoop = loop;
}

/** @internal Makes `loop` the current one, and returns what was: `undefined` if no loop was ever set. */
export function swapEventLoop(loop: EventLoop | null | undefined): EventLoop | null | undefined {
  const former = threadLoop;
  threadLoop = loop;
  return former;
}

function isMainThread(): boolean {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function")
    return !("WorkerGlobalScope" in globalThis);
  return process.getBuiltinModule("node:worker_threads").isMainThread;
}
