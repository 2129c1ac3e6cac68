import type { CallOptions } from "../calls/deadline.js";
import type { ConcurrentFuture } from "../concurrent-future.js";

/** Settings of {@link PoolExecutor.map}. Its deadlines are those of each call. */
export interface MapOptions extends CallOptions {
  /** How many calls are made before the first result is taken; by default twice as many as can run at once. */
  readonly buffer?: number;
}

/** Results in the order of the items: iterate over it once, with `for await`, or with `for`, which blocks. */
export interface Mapped<T> extends Iterable<T>, AsyncIterable<T> {}

/** Makes a call for each item, at most `window` ahead of the results that were taken. What is not taken is cancelled. */
export function mapCalls<T, R>(
  call: (item: T) => ConcurrentFuture<R>,
  items: Iterable<T> | AsyncIterable<T>,
  window: number,
): Mapped<R> {
  if (!(window >= 1))
    throw new RangeError(`Cannot map with a buffer of ${window}: 1 or more calls are expected`);
  return {
    [Symbol.iterator]: () => {
      if (!(Symbol.iterator in items))
        throw new TypeError("Cannot block for the items of an async iterable: use for await");
      return blocking(call, items, window);
    },
    [Symbol.asyncIterator]: () => waiting(call, items, window),
  };
}

function* blocking<T, R>(
  call: (item: T) => ConcurrentFuture<R>,
  items: Iterable<T>,
  window: number,
): Generator<R, void, undefined> {
  const pending: ConcurrentFuture<R>[] = [];
  try {
    for (const item of items) {
      pending.push(call(item));
      if (pending.length >= window) yield (pending.shift() as ConcurrentFuture<R>).result();
    }
    while (pending.length > 0) yield (pending.shift() as ConcurrentFuture<R>).result();
  } finally {
    for (const future of pending) future.cancel();
  }
}

async function* waiting<T, R>(
  call: (item: T) => ConcurrentFuture<R>,
  items: Iterable<T> | AsyncIterable<T>,
  window: number,
): AsyncGenerator<R, void, undefined> {
  const pending: ConcurrentFuture<R>[] = [];
  try {
    for await (const item of items) {
      pending.push(call(item));
      if (pending.length >= window) yield await (pending.shift() as ConcurrentFuture<R>);
    }
    while (pending.length > 0) yield await (pending.shift() as ConcurrentFuture<R>);
  } finally {
    for (const future of pending) future.cancel();
  }
}
