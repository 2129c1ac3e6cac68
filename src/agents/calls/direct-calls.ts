import { requireRunningLoop } from "../../kernel/running.js";
import type { EventLoop } from "../../loop/event-loop.js";
import { findTarget } from "../target.js";
import type { IncomingCall } from "./incoming-call.js";

/** Runs a call at once, wherever it arrived: this library's own module has its function. */
export function runDirectly(call: IncomingCall): void {
  call.begin();
  const fn = findTarget(call.target);
  if (fn === undefined) call.fail(new Error(`Cannot find ${call.target.name}`));
  else call.run(fn, runningLoop);
}

function runningLoop(): EventLoop {
  return requireRunningLoop("getRunningLoop()") as EventLoop;
}
