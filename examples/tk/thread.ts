/*
 * A window whose main loop is Tk's own. The task runs on an event loop in a thread; what it finds is brought back to the
 * window's thread, which alone may touch the window.
 */
import {
  type Coroutine,
  createTask,
  exported,
  isMainModule,
  newEventLoop,
  parentLoop,
  setEventLoop,
  Thread,
} from "tsyncio";
import { findPrimes, LIMIT } from "../find-primes.js";
import { Tcl } from "./tcl.js";
import { tkHost } from "./tk-host.js";
import { Window } from "./window.js";

let window: Window | null = null;

/** Runs in the window's thread: the calls of the other one arrive in its loop. */
export function showProgress(percent: number): void {
  window?.showProgress(percent);
}

/** Named here, so that it is known while this module is still being evaluated: as long as Tk's main loop runs. */
const show = exported(import.meta.url, showProgress);

/** Runs in another thread, on a loop that it makes, sets, runs and closes. */
export function count(limit: number): number {
  const ui = parentLoop();
  const loop = newEventLoop();
  setEventLoop(loop);
  try {
    return loop.runUntilComplete(findPrimes(limit, (percent) => ui.callSoonThreadsafe(show, percent)));
  } finally {
    setEventLoop(null);
    loop.close();
  }
}

async function main(): Promise<void> {
  const tcl = new Tcl();
  using loop = newEventLoop();
  const closed = loop.createFuture();
  let thread: Thread<typeof count> | null = null;

  const ui = new Window(tcl, "tsyncio: a loop in a thread", {
    start() {
      if (thread === null) createTask(work());
    },
    cancel: () => thread?.terminate(),
    quit() {
      thread?.terminate();
      closed.setResult();
    },
  });
  window = ui;

  function* work(): Coroutine<void> {
    ui.showStart();
    thread = new Thread(exported(import.meta.url, count), [LIMIT]).start();
    try {
      ui.showEnd(`Done: ${yield* thread} primes below ${LIMIT}.`);
    } catch {
      ui.showEnd("Cancelled."); // the thread was ended before its target returned
    } finally {
      thread = null;
    }
  }

  function* untilClosed(): Coroutine<void> {
    yield* closed;
    ui.close(); // Tk's main loop ends with its last window
  }

  const done = loop.run(untilClosed, { host: tkHost(tcl) });
  tcl.mainLoop();
  while (loop.isRunning()) tcl.doOneEvent(true);
  await done;
}

if (isMainModule(import.meta.url)) await main();
