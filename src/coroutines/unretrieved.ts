/*
 * Errors that nobody asked for. CPython reports one when its future is collected. Here too, where the host runs between
 * turns; and what is left when a loop closes is reported then, so that a report does not depend on the collector.
 *
 * An error's stack, until it is first read, refers to what was called, and so to the task itself: held as it is, the error
 * would keep its own future from ever being collected. Reading the stack costs more than throwing, so that is left to a
 * microtask, by which time most errors have been asked for.
 */
import type { Scheduler } from "../kernel/scheduler.js";

/** An error that was set on a future and not yet asked for. It must not keep the future alive. */
export interface Unretrieved {
  readonly loop: Scheduler;
  readonly error: unknown;
  readonly future: WeakRef<object>;
  readonly kind: string;
  readonly description: string;
  /** Whether the collector is asked to tell of the future's end. */
  watched: boolean;
}

const pending = new WeakMap<Scheduler, Set<Unretrieved>>();

/** The loops for which a microtask is under way that watches their new records. */
const toBeWatched = new Set<Scheduler>();

const collected = new FinalizationRegistry<Unretrieved>((record) => {
  if (pending.get(record.loop)?.delete(record)) report(record);
});

/** Notes that `future` has an error which somebody should ask for. */
export function trackUnretrieved(future: object, loop: Scheduler, error: unknown): Unretrieved {
  let records = pending.get(loop);
  if (records === undefined) {
    records = new Set();
    pending.set(loop, records);
  }
  if (!toBeWatched.has(loop)) {
    toBeWatched.add(loop);
    queueMicrotask(() => watch(loop));
  }
  const record = {
    loop,
    error,
    future: new WeakRef(future),
    kind: future.constructor.name,
    description: String(future),
    watched: false,
  };
  records.add(record);
  return record;
}

/** Somebody asked for the error. */
export function markRetrieved(record: Unretrieved): void {
  pending.get(record.loop)?.delete(record);
  if (record.watched) collected.unregister(record);
}

/** Reports the errors of `loop` that nobody asked for. */
export function reportUnretrieved(loop: Scheduler): void {
  const records = pending.get(loop);
  if (records === undefined) return;
  pending.delete(loop);
  for (const record of records) {
    if (record.watched) collected.unregister(record);
    report(record);
  }
}

function watch(loop: Scheduler): void {
  toBeWatched.delete(loop);
  for (const record of pending.get(loop) ?? []) {
    const future = record.future.deref();
    if (record.watched || future === undefined) continue;
    if (record.error instanceof Error) void record.error.stack;
    collected.register(future, record, record);
    record.watched = true;
  }
}

function report({ loop, error, future, kind, description }: Unretrieved): void {
  const message = `${kind} exception was never retrieved`;
  const alive = future.deref();
  const subject = alive === undefined ? { description } : { future: alive };
  loop.callExceptionHandler({ message, exception: error, ...subject });
}
