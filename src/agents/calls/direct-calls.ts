import { DeadlockError } from "../../kernel/errors.js";
import { requireRunningLoop } from "../../kernel/running.js";
import type { EventLoop } from "../../loop/event-loop.js";
import { isBlockedOn } from "../blocking-wait.js";
import { findTarget } from "../target.js";
import type { IncomingCall } from "./incoming-call.js";
import { loadSupport } from "./support.js";

/** Runs a call at once, wherever it arrived: this library's own module has its function. */
export function runDirectly(call: IncomingCall): void {
  call.begin();
  const fn = findTarget(call.target);
  if (fn === undefined) call.fail(new Error(`Cannot find ${call.target.name}`));
  else call.run(fn, runningLoop);
}

/** Does so when there is all that it needs, which is imported first. */
export function runSupported(call: IncomingCall): void {
  if (isBlockedOn(call.peer)) {
    call.fail(
      new DeadlockError(
        "",
        "a call needs more of this package than is loaded, and that is just being loaded, which goes on when its thread is " +
          "free; that thread is blocked until the call is done. Wait until tsyncio is imported before blocking.",
      ),
    );
    return;
  }
  loadSupport().then(
    () => runDirectly(call),
    (error) => call.fail(error),
  );
}

function runningLoop(): EventLoop {
  return requireRunningLoop("getRunningLoop()") as EventLoop;
}
