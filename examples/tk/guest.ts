/*
 * A window whose main loop is Tk's own. The event loop is its guest: Tk gives it turns of a few milliseconds. Node's loop
 * stands still until the window is closed, so that a native promise would never settle; what the loop runs goes on.
 */
import { CancelledError, type Coroutine, createTask, newEventLoop, type Task } from "tsyncio";
import { findPrimes, LIMIT } from "../find-primes.js";
import { Tcl } from "./tcl.js";
import { tkHost } from "./tk-host.js";
import { Window } from "./window.js";

const tcl = new Tcl();
using loop = newEventLoop();
const closed = loop.createFuture();
let task: Task<void> | null = null;

const window = new Window(tcl, "tsyncio: a guest of Tk's loop", {
  start() {
    if (task === null) task = createTask(work());
  },
  cancel: () => task?.cancel(),
  quit() {
    task?.cancel();
    closed.setResult();
  },
});

function* work(): Coroutine<void> {
  window.showStart();
  try {
    const count = yield* findPrimes(LIMIT, (percent) => window.showProgress(percent));
    window.showEnd(`Done: ${count} primes below ${LIMIT}.`);
  } catch (error) {
    window.showEnd(error instanceof CancelledError ? "Cancelled." : String(error));
    throw error;
  } finally {
    task = null;
  }
}

function* main(): Coroutine<void> {
  yield* closed;
  window.close(); // Tk's main loop ends with its last window
}

const done = loop.run(main, { host: tkHost(tcl) });
tcl.mainLoop();
while (loop.isRunning()) tcl.doOneEvent(true);
await done;
