import type { CallOptions } from "../calls/deadline.js";
import type { ConcurrentFuture } from "../concurrent-future.js";

/** Settings of {@link PoolExecutor.map}. Its deadlines are those of each call. */
export interface MapOptions extends CallOptions {
  /** How many calls are made before the first result is taken; by default twice as many as can run at once. */
  readonly buffer?: number;
}

/** Results in the order of the items: iterate over it once, with `for await`, or with `for`, which blocks. */
export interface Mapped<T> extends Iterable<T>, AsyncIterable<T> {}

/** Who makes calls for items. */
export interface ItemCaller<T, R> {
  call(item: T): ConcurrentFuture<R>;
  /** Waits until there is room for a call; `null` if there is no need to. */
  whenRoom(): ConcurrentFuture<void> | null;
}

/** Makes a call for each item, at most `window` ahead of the results that were taken. What is not taken is cancelled. */
export function mapCalls<T, R>(
  caller: ItemCaller<T, R>,
  items: Iterable<T> | AsyncIterable<T>,
  window: number,
): Mapped<R> {
  if (!(window >= 1))
    throw new RangeError(`Cannot map with a buffer of ${window}: 1 or more calls are expected`);
  if (!isIterable(items)) throw new TypeError(`Cannot map over ${String(items)}: an iterable is expected`);
  return {
    [Symbol.iterator]: () => {
      if (!(Symbol.iterator in items))
        throw new TypeError("Cannot block for the items of an async iterable: use for await");
      return blocking(caller, items, window);
    },
    [Symbol.asyncIterator]: () => waiting(caller, items, window),
  };
}

function* blocking<T, R>(
  caller: ItemCaller<T, R>,
  items: Iterable<T>,
  window: number,
): Generator<R, void, undefined> {
  const pending: ConcurrentFuture<R>[] = [];
  try {
    for (const item of items) {
      caller.whenRoom()?.result();
      pending.push(caller.call(item));
      if (pending.length >= window) yield (pending.shift() as ConcurrentFuture<R>).result();
    }
    while (pending.length > 0) yield (pending.shift() as ConcurrentFuture<R>).result();
  } finally {
    pending.forEach(drop);
  }
}

async function* waiting<T, R>(
  caller: ItemCaller<T, R>,
  items: Iterable<T> | AsyncIterable<T>,
  window: number,
): AsyncGenerator<R, void, undefined> {
  const pending: ConcurrentFuture<R>[] = [];
  try {
    for await (const item of items) {
      const room = caller.whenRoom();
      if (room !== null) await room;
      pending.push(caller.call(item));
      if (pending.length >= window) yield await (pending.shift() as ConcurrentFuture<R>);
    }
    while (pending.length > 0) yield await (pending.shift() as ConcurrentFuture<R>);
  } finally {
    pending.forEach(drop);
  }
}

function isIterable(items: unknown): boolean {
  const { [Symbol.iterator]: sync, [Symbol.asyncIterator]: async } = Object(items);
  return typeof sync === "function" || typeof async === "function";
}

/** Nobody will take it. */
function drop(future: ConcurrentFuture<unknown>): void {
  if (!future.cancel() && !future.cancelled()) future.exception();
}
