type Result = IteratorResult<unknown, unknown>;

/** The part of an iterator, or of an async one, that a loop uses. */
interface AnyIterator {
  readonly next: unknown;
  readonly return?: unknown;
}

/**
 * What compiled `for await` loops keep: the iterator, and whether it is to be closed when the loop is left. As the language
 * has it, an iterator is closed if the loop's body is left early, and not if the iterator itself failed.
 */
export class AsyncLoop {
  /** What the iterator gave last. */
  value: unknown;
  /** What its `return` gave: to be awaited. */
  closing: unknown;
  private readonly iterator: AnyIterator;
  private readonly nextMethod: () => unknown;
  /** Its iterator is a plain one, whose values are awaited. */
  private readonly isSync: boolean;
  private isOpen = false;
  private isDone = false;

  constructor(iterable: unknown) {
    const source = iterable as Record<symbol, unknown>;
    const makeAsync = source[Symbol.asyncIterator];
    this.isSync = makeAsync === undefined || makeAsync === null;
    const make = (this.isSync ? source[Symbol.iterator] : makeAsync) as () => AnyIterator;
    if (typeof make !== "function") throw new TypeError(`${describe(iterable)} is not async iterable`);
    const iterator = Reflect.apply(make, iterable, []);
    if (!isObject(iterator))
      throw new TypeError(`Result of the iterator method is not an object: ${describe(iterator)}`);
    this.iterator = iterator;
    this.nextMethod = iterator.next as () => unknown;
  }

  /** Asks for the next result: what it returns is to be awaited, and given to {@link AsyncLoop.step}. */
  next(): unknown {
    this.isOpen = false;
    const result = Reflect.apply(this.nextMethod, this.iterator, []);
    if (!this.isSync) return result;
    const { done, value } = checked(result);
    this.isDone = Boolean(done);
    // If what it gave is rejected, a plain iterator is closed.
    this.isOpen = !this.isDone;
    return value;
  }

  /** Takes what came of {@link AsyncLoop.next}. Returns whether the loop goes on. */
  step(result: unknown): boolean {
    if (this.isSync) {
      if (this.isDone) return false;
      this.value = result;
      return true;
    }
    const { done } = checked(result);
    if (done) return false;
    this.value = (result as Result).value;
    this.isOpen = true;
    return true;
  }

  /** The loop is left: begins to close the iterator. Returns whether there is something to await. */
  close(): boolean {
    if (!this.isOpen) return false;
    this.isOpen = false;
    const method = this.iterator.return;
    if (method === undefined || method === null) return false;
    this.closing = Reflect.apply(method as () => unknown, this.iterator, []);
    if (this.isSync) this.closing = checked(this.closing).value;
    return true;
  }

  /** {@link AsyncLoop.close} because of an error, which counts more than what goes wrong in closing. */
  abort(): boolean {
    try {
      return this.close();
    } catch {
      return false;
    }
  }

  /** Takes what came of closing. */
  closed(result: unknown): void {
    if (!this.isSync) checked(result);
  }
}

/** What a compiled `for await` runs with. */
export function forAwait(iterable: unknown): AsyncLoop {
  return new AsyncLoop(iterable);
}

function checked(result: unknown): Result {
  if (!isObject(result)) throw new TypeError(`Iterator result ${describe(result)} is not an object`);
  return result as unknown as Result;
}

function isObject(value: unknown): value is AnyIterator {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function describe(value: unknown): string {
  return typeof value === "string"
    ? JSON.stringify(value)
    : typeof value === "function"
      ? value.name
      : String(value);
}
