import type { Coroutine } from "./awaitable.js";
import { isThenable } from "./awaitable.js";
import { LibraryCoroutine } from "./library-coroutine.js";

/**
 * The async iterator of something of this library: each item is a coroutine, so that it can be iterated over in every
 * kind of code, with `aiter` in generators and `for await` in async functions. (A native async generator would be the
 * host's, of no use in a loop that blocks.)
 */
export class PullIterator<T> implements AsyncIterableIterator<Awaited<T>> {
  private readonly name: string;
  private readonly pull: () => Coroutine<IteratorResult<T, undefined>>;

  /** @param pull takes the next item */
  constructor(name: string, pull: () => Coroutine<IteratorResult<T, undefined>>) {
    this.name = name;
    this.pull = pull;
  }

  /** Not a promise, as the type has it, but what can be awaited as well. */
  next(): Promise<IteratorResult<Awaited<T>>> {
    return new Item(this.name, this.pull()) as unknown as Promise<IteratorResult<Awaited<T>>>;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  toString(): string {
    return `<iterator of ${this.name}>`;
  }
}

class Item<T> extends LibraryCoroutine<IteratorResult<T, undefined>> {
  /** Host code gets items awaited, as from an async generator. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  override then<A = IteratorResult<T, undefined>, B = never>(
    onFulfilled?: ((value: IteratorResult<T, undefined>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return super.then(awaitValue).then(onFulfilled, onRejected);
  }
}

function awaitValue<T>(item: IteratorResult<T, undefined>): typeof item | PromiseLike<typeof item> {
  if (item.done === true || !isThenable(item.value)) return item;
  return item.value.then((value) => ({ done: false, value: value as T }));
}
