/*
 * What stays where it is, though it is passed to a call elsewhere: a callback is called back, a signal's abort is passed on.
 * In the message stands a reference; on the other side a function, or a signal, stands for it.
 */
import type { TargetLike } from "../../loop/executor.js";
import { Call } from "../calls/call.js";
import { type CarriedValues, captureContext } from "../calls/carried-context.js";
import { DIRECT, NO_REPLY } from "../calls/messages.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import { exported } from "../target.js";

/** Where calls about references are sent. */
export interface ReferenceHolder {
  send(
    call: Call<unknown> | null,
    target: TargetLike<never>,
    args: readonly unknown[],
    settings: { readonly flags: number; readonly context?: CarriedValues | null },
  ): void;
}

type AnyFunction = (...args: readonly unknown[]) => unknown;
type Reference =
  | { readonly tsyncioCallback: number }
  | { readonly tsyncioSignal: number; readonly aborted: boolean };

/** How deep arguments are looked through. */
const DEPTH = 3;

let lastNumber = 0;
const callbacks = new Map<number, AnyFunction>();
const controllers = new Map<number, AbortController>();
const abortedEarly = new Map<number, unknown>();

/** What the other side asks of the one that has a callback. */
const invokeTarget = exported(import.meta.url, invokeCallback) as unknown as TargetLike<never>;
const forgetTarget = exported(import.meta.url, forgetCallback) as unknown as TargetLike<never>;
const abortTarget = exported(import.meta.url, abortSignal) as unknown as TargetLike<never>;

function invokeCallback(number: number, args: readonly unknown[]): unknown {
  return callbacks.get(number)?.(...args);
}

function forgetCallback(number: number): void {
  callbacks.delete(number);
}

function abortSignal(number: number, reason: unknown): void {
  const controller = controllers.get(number);
  // The call that refers to it may still wait for its turn.
  if (controller === undefined) abortedEarly.set(number, reason);
  else controller.abort(reason);
  controllers.delete(number);
}

/** What the arguments of one call refer to. */
export interface Referred {
  readonly args: readonly unknown[];
  readonly signals: readonly { readonly number: number; readonly signal: AbortSignal }[];
}

/** Puts references in place of callbacks and signals; `null` if there are none. */
export function refer(args: readonly unknown[]): Referred | null {
  const signals: { number: number; signal: AbortSignal }[] = [];
  const referred = replaceIn(args, DEPTH, (value) => {
    if (typeof value === "function") {
      const number = ++lastNumber;
      callbacks.set(number, value as AnyFunction);
      return { tsyncioCallback: number };
    }
    if (!(value instanceof AbortSignal)) return value;
    const number = ++lastNumber;
    signals.push({ number, signal: value });
    return { tsyncioSignal: number, aborted: value.aborted };
  });
  return referred === args ? null : { args: referred as readonly unknown[], signals };
}

/** Passes an abort on to who has a reference to the signal. Returns a function that ends that. */
export function passAborts({ signals }: Referred, holder: ReferenceHolder): () => void {
  const ends = signals.map(({ number, signal }) => {
    const pass = () => {
      const { reason } = signal;
      const plain = reason instanceof Error ? new DOMException(reason.message, "AbortError") : reason;
      try {
        holder.send(null, abortTarget, [number, plain instanceof Error ? plain.message : plain], {
          flags: DIRECT | NO_REPLY,
        });
      } catch {
        // It has ended.
      }
    };
    signal.addEventListener("abort", pass, { once: true });
    return () => signal.removeEventListener("abort", pass);
  });
  return () => {
    for (const end of ends) end();
  };
}

/** Puts what stands for references in their place. */
export function revive(args: readonly unknown[], holder: ReferenceHolder): readonly unknown[] {
  return replaceIn(args, DEPTH, (value) => {
    if (typeof value !== "object" || value === null) return value;
    const reference = value as Partial<Reference & Record<string, number>>;
    if (typeof reference.tsyncioCallback === "number")
      return remoteCallback(reference.tsyncioCallback, holder);
    if (typeof reference.tsyncioSignal !== "number") return value;
    return remoteSignal(reference.tsyncioSignal, (reference as { aborted?: boolean }).aborted === true);
  }) as readonly unknown[];
}

function remoteSignal(number: number, aborted: boolean): AbortSignal {
  const controller = new AbortController();
  if (aborted) controller.abort();
  else if (abortedEarly.has(number)) controller.abort(abortedEarly.get(number));
  else controllers.set(number, controller);
  abortedEarly.delete(number);
  return controller.signal;
}

/** A callback's other end is not referred to any more. */
const forgotten = new FinalizationRegistry<() => void>((forget) => forget());

function remoteCallback(
  number: number,
  holder: ReferenceHolder,
): (...args: unknown[]) => ConcurrentFuture<unknown> {
  const callback = (...args: unknown[]) => {
    const call = new Call<unknown>();
    holder.send(call, invokeTarget, [number, args], { flags: DIRECT, context: captureContext() });
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

function replaceIn(value: unknown, depth: number, replace: (value: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== value || depth === 0 || typeof value !== "object" || value === null) return replaced;
  if (Array.isArray(value)) {
    const list = value.map((item) => replaceIn(item, depth - 1, replace));
    return list.some((item, index) => item !== value[index]) ? list : value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = value as Record<string, unknown>;
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(record)) {
    const part = replaceIn(record[key], depth - 1, replace);
    if (part === record[key]) continue;
    copy ??= { ...record };
    copy[key] = part;
  }
  return copy ?? value;
}
