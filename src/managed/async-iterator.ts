import { isThenable } from "../coroutines/awaitable.js";
import { startCall } from "../coroutines/call.js";
import type { AnyGenerator } from "../coroutines/frame.js";

/** The async iterator of what `for await` goes through: its own, or one of its iterator, whose values are awaited. */
export function asyncIterator<T>(
  iterable: AsyncIterable<T> | Iterable<T | PromiseLike<T>>,
): AsyncIterator<T> {
  const method = (iterable as Partial<AsyncIterable<T>>)[Symbol.asyncIterator];
  if (method !== undefined && method !== null) return method.call(iterable as AsyncIterable<T>);
  return new AwaitingIterator<T>((iterable as Iterable<T | PromiseLike<T>>)[Symbol.iterator]());
}

/** Makes an async iterator of one that is not: only values that can be awaited need a wait. */
class AwaitingIterator<T> implements AsyncIterator<T> {
  private readonly iterator: Iterator<T | PromiseLike<T>>;

  constructor(iterator: Iterator<T | PromiseLike<T>>) {
    this.iterator = iterator;
  }

  next(value?: unknown): Promise<IteratorResult<T>> {
    return this.settle(this.iterator.next(value as never));
  }

  return(value?: unknown): Promise<IteratorResult<T>> {
    if (this.iterator.return === undefined) return this.settle({ done: true, value });
    return this.settle(this.iterator.return(value));
  }

  throw(error: unknown): Promise<IteratorResult<T>> {
    if (this.iterator.throw !== undefined) return this.settle(this.iterator.throw(error));
    this.iterator.return?.();
    throw new TypeError("Cannot throw into the iterator: it has no throw()", { cause: error });
  }

  private settle(result: IteratorResult<T | PromiseLike<T>>): Promise<IteratorResult<T>> {
    // Compiled code awaits it, and what is no promise needs no wait.
    if (!isThenable(result.value)) return result as unknown as Promise<IteratorResult<T>>;
    return startCall(settled(this.iterator, result));
  }
}

function* settled(iterator: Iterator<unknown>, { done, value }: IteratorResult<unknown>): AnyGenerator {
  try {
    return { done, value: yield value };
  } catch (error) {
    if (done !== true) iterator.return?.();
    throw error;
  }
}
