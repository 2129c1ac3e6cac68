/*
 * AbortSignals that are passed to calls elsewhere. A function may go on with a signal after it has returned, so an abort is passed
 * on as long as the signal lives: to each worker that was given it, where one signal stands for it, whichever calls bring it.
 * A worker forgets a signal that nobody is left to abort.
 */

import { onAbort } from "../../coroutines/on-abort.js";
import type { TargetLike } from "../../loop/executor.js";
import { DIRECT, NO_REPLY } from "../calls/messages.js";
import { decodeThrown, encodeThrown, type Thrown } from "../error-transfer.js";
import { exported } from "../target.js";
import type { ReferenceHolder } from "./reference-holder.js";

/** What stands for a signal in a message. */
export interface SignalReference {
  readonly tsyncioSignal: number;
  /** Why it was aborted, if it was. */
  readonly reason?: Thrown;
}

/** A signal that was passed on. This must not refer to it. */
interface Passed {
  readonly number: number;
  /** Who was given it. */
  holders: WeakRef<ReferenceHolder>[];
}

let lastNumber = 0;
const passed = new WeakMap<AbortSignal, Passed>();
const collected = new FinalizationRegistry<Passed>(({ number, holders }) => {
  for (const ref of holders) tell(ref.deref(), forgetTarget, [number]);
});

/** In a worker: what aborts the signals that stand for those of its parent. */
const controllers = new Map<number, AbortController>();

const abortTarget = exported(import.meta.url, abortSignal) as unknown as TargetLike<never>;
const forgetTarget = exported(import.meta.url, forgetSignal) as unknown as TargetLike<never>;

function abortSignal(number: number, reason: Thrown): void {
  controllerOf(number).abort(decodeThrown(reason, "who aborted the call"));
}

function forgetSignal(number: number): void {
  controllers.delete(number);
}

/** What stands for `signal` in a message. */
export function referToSignal(signal: AbortSignal): SignalReference {
  const { number } = passedOf(signal);
  return signal.aborted
    ? { tsyncioSignal: number, reason: encodeThrown(signal.reason) }
    : { tsyncioSignal: number };
}

/** A call that refers to `signal` was sent to `holder`, which is to learn of its abort. */
export function passAbort(signal: AbortSignal, holder: ReferenceHolder): void {
  const known = passedOf(signal);
  const { number } = known;
  known.holders = known.holders.filter((ref) => ref.deref() !== undefined);
  if (known.holders.some((ref) => ref.deref() === holder)) return;
  const ref = new WeakRef(holder);
  known.holders.push(ref);
  // It may have been aborted while the call waited.
  if (signal.aborted) tellAbort(ref, number, signal.reason);
  else onAbort(signal, () => tellAbort(ref, number, signal.reason));
}

/** The signal for which a reference stands. */
export function remoteSignal({ tsyncioSignal, reason }: SignalReference): AbortSignal {
  if (reason !== undefined) abortSignal(tsyncioSignal, reason);
  return controllerOf(tsyncioSignal).signal;
}

function passedOf(signal: AbortSignal): Passed {
  let known = passed.get(signal);
  if (known === undefined) {
    known = { number: ++lastNumber, holders: [] };
    passed.set(signal, known);
    collected.register(signal, known);
  }
  return known;
}

function controllerOf(number: number): AbortController {
  let controller = controllers.get(number);
  if (controller === undefined) {
    controller = new AbortController();
    controllers.set(number, controller);
  }
  return controller;
}

function tellAbort(ref: WeakRef<ReferenceHolder>, number: number, reason: unknown): void {
  const holder = ref.deref();
  // A reason may hold what can't be sent there.
  if (!tell(holder, abortTarget, [number, encodeThrown(reason)]))
    tell(holder, abortTarget, [number, encodeThrown(reason, true)]);
}

/** Returns whether that could be sent: who has ended need not be told. */
function tell(
  holder: ReferenceHolder | undefined,
  target: TargetLike<never>,
  args: readonly unknown[],
): boolean {
  try {
    holder?.send(null, target, args, { flags: DIRECT | NO_REPLY });
    return true;
  } catch {
    return false;
  }
}
