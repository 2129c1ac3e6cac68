/*
 * What stays where it is, though it is passed to a call elsewhere: a callback is called back, a signal's abort is passed on.
 * In the message stands a reference; on the other side a function, or a signal, stands for it.
 */
import type { TargetLike } from "../../loop/executor.js";
import { Call } from "../calls/call.js";
import { captureContext } from "../calls/carried-context.js";
import { setOwner } from "../calls/current-call.js";
import { DIRECT, NO_REPLY } from "../calls/messages.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import { takeMoved } from "../move.js";
import { replaceParts } from "../replace-parts.js";
import { exported } from "../target.js";
import type { ReferenceHolder } from "./reference-holder.js";
import { passAbort, referToSignal, remoteSignal, type SignalReference } from "./signals.js";

type AnyFunction = (...args: readonly unknown[]) => unknown;
type Reference = { readonly tsyncioCallback: number } | SignalReference;

/** How deep arguments are looked through. */
const DEPTH = 3;

/** A callback, and the call that it was passed to. */
interface Passed {
  readonly fn: AnyFunction;
  readonly call: WeakRef<Call<unknown>>;
}

let lastNumber = 0;
const callbacks = new Map<number, Passed>();

/** What the other side asks of the one that has a callback. */
const invokeTarget = exported(import.meta.url, invokeCallback) as unknown as TargetLike<never>;
const forgetTarget = exported(import.meta.url, forgetCallback) as unknown as TargetLike<never>;

function invokeCallback(number: number, args: readonly unknown[]): unknown {
  const passed = callbacks.get(number);
  if (passed === undefined) return undefined;
  setOwner(passed.call);
  return passed.fn(...args);
}

function forgetCallback(number: number): void {
  callbacks.delete(number);
}

/** What the arguments of one call refer to. */
export interface Referred {
  readonly args: readonly unknown[];
  readonly callbacks: ReadonlyMap<number, AnyFunction>;
  readonly signals: ReadonlySet<AbortSignal>;
}

/** Puts references in place of callbacks and signals; `null` if there are none. */
export function refer(args: readonly unknown[]): Referred | null {
  const signals = new Set<AbortSignal>();
  const functions = new Map<number, AnyFunction>();
  const referred = replaceParts(args, DEPTH, (value) => {
    if (typeof value === "function") {
      functions.set(++lastNumber, value as AnyFunction);
      return { tsyncioCallback: lastNumber };
    }
    if (!(value instanceof AbortSignal)) return value;
    signals.add(value);
    return referToSignal(value);
  });
  return referred === args ? null : { args: referred as readonly unknown[], callbacks: functions, signals };
}

/** A call was sent to `holder`: what it refers to can be reached from there. */
export function reach(referred: Referred, call: Call<unknown>, holder: ReferenceHolder): void {
  if (referred.callbacks.size > 0) {
    const ref = new WeakRef(call);
    for (const [number, fn] of referred.callbacks) callbacks.set(number, { fn, call: ref });
  }
  for (const signal of referred.signals) passAbort(signal, holder);
}

/** Puts what stands for references in their place. */
export function revive(args: readonly unknown[], holder: ReferenceHolder): readonly unknown[] {
  return replaceParts(args, DEPTH, (value) => {
    if (typeof value !== "object" || value === null) return value;
    const reference = value as Partial<Reference & Record<string, number>>;
    if (typeof reference.tsyncioCallback === "number")
      return remoteCallback(reference.tsyncioCallback, holder);
    if (typeof reference.tsyncioSignal !== "number") return value;
    return remoteSignal(reference as SignalReference);
  }) as readonly unknown[];
}

/** A callback's other end is not referred to any more. */
const forgotten = new FinalizationRegistry<() => void>((forget) => forget());

function remoteCallback(
  number: number,
  holder: ReferenceHolder,
): (...args: unknown[]) => ConcurrentFuture<unknown> {
  const callback = (...args: unknown[]) => {
    const call = new Call<unknown>();
    const { values, transfer } = takeMoved(args);
    holder.send(call, invokeTarget, [number, values], { flags: DIRECT, transfer, context: captureContext() });
    return call.future;
  };
  forgotten.register(callback, () => {
    try {
      holder.send(null, forgetTarget, [number], { flags: DIRECT | NO_REPLY });
    } catch {
      // It has ended.
    }
  });
  return callback;
}
