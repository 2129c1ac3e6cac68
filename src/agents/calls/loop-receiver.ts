/*
 * Calls that other agents make into this thread's loop. They go to the loop that runs here; while none does, they wait for
 * one.
 */
import { addSource, removeSource, type Source } from "../../drivers/bell.js";
import { DeadlockError } from "../../kernel/errors.js";
import { findAnyLoop } from "../../kernel/running.js";
import type { EventLoop } from "../../loop/event-loop.js";
import { checkWhileBlocked, type IsBlocked, isStuck, isStuckForEver } from "../blocking-wait.js";
import { requireTarget } from "../target.js";
import { withCarried } from "./carried-context.js";
import { runDirectly, runSupported } from "./direct-calls.js";
import type { IncomingCall } from "./incoming-call.js";
import { DIRECT } from "./messages.js";
import type { Receiver } from "./receiver.js";

const waiting = new Set<IncomingCall>();

const source: Source = {
  poll() {
    const loop = findAnyLoop();
    if (loop === null) return;
    removeSource(source);
    const calls = [...waiting];
    waiting.clear();
    for (const call of calls) schedule(loop as EventLoop, call);
  },
};

/** Runs calls in the loop of this thread. */
export const loopReceiver: Receiver = {
  accept(call) {
    if ((call.flags & DIRECT) !== 0) {
      if (call.lacksSupport) runSupported(call);
      else runDirectly(call);
      return;
    }
    const loop = findAnyLoop();
    if (loop !== null) {
      schedule(loop as EventLoop, call);
      return;
    }
    waiting.add(call);
    addSource(source);
  },

  withdraw(call) {
    waiting.delete(call);
    if (waiting.size === 0) removeSource(source);
  },

  // It waits for a loop to run here. While this thread is blocked, refuseStuck looks after it.
  urge() {},
};

checkWhileBlocked(refuseStuck);

/**
 * Refuses calls of those who are blocked until the call is done, if this thread can't go on before they do; and those of who
 * awaits them, perhaps, if this thread is blocked until that one has ended.
 */
function refuseStuck(): void {
  if (waiting.size === 0) return;
  for (const call of [...waiting]) {
    const isEndOfCaller: IsBlocked = (other, needed) => other === call.peer && needed === undefined;
    if (call.wantsReply && !call.isUrgent && isStuckForEver(isEndOfCaller)) refuse(call);
  }
  const urgent = [...waiting].filter((call) => call.isUrgent);
  for (const call of urgent) {
    const callers = new Set(urgent.filter((other) => waiting.has(other)).map(({ peer }) => peer as object));
    const isAlone = isStuck((other) => other === call.peer);
    const isOneOfAll =
      isStuck((other) => callers.has(other)) &&
      !isStuck((other) => other !== call.peer && callers.has(other));
    if (isAlone || isOneOfAll) refuse(call);
  }
}

function refuse(call: IncomingCall): void {
  loopReceiver.withdraw(call);
  call.isWithdrawn = true;
  call.fail(
    new DeadlockError(
      "",
      `the thread that would run '${call.target.name}' is blocked until the one that calls it is done, and that one ` +
        `${call.isUrgent ? "is blocked" : "waits"} until the call is done. Await the one or the other instead of blocking.`,
    ),
  );
}

function schedule(loop: EventLoop, call: IncomingCall): void {
  const { target, args, context } = call;
  try {
    const fn = requireTarget(target) as (...args: readonly unknown[]) => unknown;
    if (!call.wantsReply) {
      if (context === null) loop.callSoonThreadsafe(fn, ...args);
      else loop.callSoonThreadsafe(() => withCarried(context, () => fn(...args)));
      return;
    }
    loop.callSoonThreadsafe(() => {
      if (call.isWithdrawn) return;
      call.begin();
      call.run(fn, () => loop);
    });
  } catch (exception) {
    if (call.wantsReply) {
      call.fail(exception);
      return;
    }
    const message = `Cannot make a call from another thread: ${target.url}#${target.name}`;
    loop.callExceptionHandler({ message, exception });
  }
}
