import { AsyncLocalStorage } from "node:async_hooks";
import { runningLoop, setHostContextFinder } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { swapEventLoop } from "../loop/current.js";
import type { EventLoop } from "../loop/event-loop.js";

/** The loops of the tests that run, in the order in which they began. */
const running: EventLoop[] = [];
/** The thread's current loop before the first of them. */
let before: EventLoop | null | undefined;

/** Which test's host code this is, while several tests run. */
const owner = new AsyncLocalStorage<Scheduler>();

/** Makes a test's loop the thread's current one. */
export function enterLoop(loop: EventLoop): void {
  const former = swapEventLoop(loop);
  if (running.length === 0) before = former;
  running.push(loop);
}

/** Ends that: the current loop is that of the test which began last and still runs, or what it was before them all. */
export function leaveLoop(loop: EventLoop): void {
  running.splice(running.indexOf(loop), 1);
  swapEventLoop(running.length === 0 ? before : running.at(-1));
}

/** Calls `fn` so that host code which it starts finds `loop`, be it one of several that run as guests. */
export function callAsOwner<T>(loop: Scheduler, fn: () => T): T {
  setHostContextFinder(findOwner);
  return owner.run(loop, fn);
}

/** The loop of the test whose code runs now, be it a task's or host code that one of its functions started. */
export function currentOwner(): Scheduler | null {
  return runningLoop ?? findOwner();
}

function findOwner(): Scheduler | null {
  return owner.getStore() ?? null;
}
