/*
 * Async generators of compiled code. The body is a generator that yields what it awaits, and emissions for whoever
 * iterates it. A call of `next` is a call of an async function whose body is a stretch of it, up to the next emission.
 */
import { trackAsyncgen, untrackAsyncgen } from "../coroutines/async-generators.js";
import { isThenable } from "../coroutines/awaitable.js";
import { Call, SEND, startCall } from "../coroutines/call.js";
import { Emission } from "../coroutines/emission.js";
import { type AnyGenerator, type Entry, NEXT, RETURN, type Result, THROW } from "../coroutines/frame.js";
import { findRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** How a side stretch (a delegation, the wait for the value of a `return`) goes on in the body. */
class Back {
  readonly entry: Entry;
  readonly value: unknown;

  constructor(entry: Entry, value: unknown) {
    this.entry = entry;
    this.value = value;
  }
}

/** One stretch of the body of an async generator. */
class Advance<T> extends Call<T> {
  private readonly owner: Delegating;
  private readonly entry: Entry;
  private readonly value: unknown;

  constructor(owner: Delegating, generator: AnyGenerator, entry: Entry, value: unknown) {
    super(generator);
    this.owner = owner;
    this.entry = entry;
    this.value = value;
  }

  protected override first(): Result {
    return this.drive(this.entry, this.value);
  }

  protected override drive(first: Entry, value: unknown): Result {
    // Of TypeScript's output the body is no generator.
    let result = super.drive(first === NEXT ? SEND : first, value);
    while (result.done === true) {
      const end = result.value;
      if (end instanceof Delegation) {
        this.owner.delegation = end;
        this.generator = forward(this.owner, NEXT, undefined);
        result = super.drive(NEXT, undefined);
      } else if (end instanceof Back) {
        this.generator = this.owner.body;
        result = super.drive(end.entry === NEXT ? SEND : end.entry, end.value);
      } else break;
    }
    return result;
  }

  override settle(threw: boolean, outcome: unknown): void {
    if (!threw && outcome instanceof Emission) {
      super.settle(false, { value: outcome.value, done: false });
      return;
    }
    this.owner.end();
    super.settle(threw, threw ? outcome : { value: outcome, done: true });
  }
}

/** What an async generator is to its stretches. */
interface Delegating {
  readonly body: AnyGenerator;
  /** What it delegates to now. */
  delegation: Delegation | null;
  end(): void;
}

/** What the body yields for `yield*`: until its iterator is done, requests go to that. */
export class Delegation extends Emission {
  readonly iterator: AsyncIterator<unknown>;

  constructor(iterator: AsyncIterator<unknown>) {
    super(undefined);
    this.iterator = iterator;
  }
}

/** A request goes to what the body delegates to. */
function* forward(owner: Delegating, entry: Entry, value: unknown): AnyGenerator {
  const { iterator } = owner.delegation as Delegation;
  let back: Back;
  try {
    const result = (yield ask(iterator, entry, value)) as IteratorResult<unknown> | typeof NO_METHOD;
    if (result === NO_METHOD) {
      if (entry === RETURN) back = new Back(RETURN, value);
      else {
        yield iterator.return?.();
        throw new TypeError("Cannot throw into the iterator that is delegated to: it has no throw()");
      }
    } else {
      if (typeof result !== "object" || result === null)
        throw new TypeError(`Iterator result ${String(result)} is not an object`);
      if (!result.done) return new Emission(result.value);
      back = new Back(entry === RETURN ? RETURN : NEXT, result.value);
    }
  } catch (error) {
    back = new Back(THROW, error);
  }
  owner.delegation = null;
  return back;
}

const NO_METHOD = Symbol("no method");

function ask(iterator: AsyncIterator<unknown>, entry: Entry, value: unknown): unknown {
  if (entry === NEXT) return iterator.next(value);
  if (entry === THROW) return iterator.throw === undefined ? NO_METHOD : iterator.throw(value);
  return iterator.return === undefined ? NO_METHOD : iterator.return(value);
}

/** A generator is given what `return` is called with once it is there; if that fails, it is thrown in. */
function* awaitReturn(owner: Delegating, promise: unknown): AnyGenerator {
  let entry: Entry = RETURN;
  let value: unknown;
  try {
    value = yield promise;
  } catch (error) {
    entry = THROW;
    value = error;
  }
  return owner.delegation === null ? new Back(entry, value) : yield* forward(owner, entry, value);
}

/** What an async generator function of compiled code returns. */
export class ManagedAsyncGenerator<T, R> implements AsyncGenerator<T, R, unknown> {
  /** @internal */ readonly body: AnyGenerator;
  /** @internal */ delegation: Delegation | null = null;
  /** The latest stretch: the next one begins after it. */
  private latest: Call<IteratorResult<T, R>> | null = null;
  /** The loop that it began in, until it has ended: that loop closes it when it shuts down. */
  private loop: Scheduler | null = null;

  constructor(body: AnyGenerator) {
    this.body = body;
  }

  /** Runs the body up to what it yields next. */
  next(value?: unknown): Promise<IteratorResult<T, R>> {
    return this.advance(NEXT, value);
  }

  /** Throws `error` into the body where it yielded. */
  throw(error: unknown): Promise<IteratorResult<T, R>> {
    return this.advance(THROW, error);
  }

  /** Ends the body where it yielded, so that its `finally` blocks run. */
  return(value?: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    return this.advance(RETURN, value);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.return().then(nothing);
  }

  /** Ends it where it stands. Python: `agen.aclose()`. */
  aclose(): Promise<IteratorResult<T, R>> {
    return this.return();
  }

  get [Symbol.toStringTag](): string {
    return "AsyncGenerator";
  }

  toString(): string {
    return "<async generator>";
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** @internal The body has ended. */
  end(): void {
    if (this.loop === null) return;
    untrackAsyncgen(this.loop, this);
    this.loop = null;
  }

  private advance(entry: Entry, value: unknown): Promise<IteratorResult<T, R>> {
    const { latest } = this;
    if (latest === null) this.track();
    const call =
      latest === null || latest.hasEnded() ? this.begin(entry, value) : this.queue(latest, entry, value);
    this.latest = call;
    return call;
  }

  private track(): void {
    this.loop = findRunningLoop();
    if (this.loop !== null) trackAsyncgen(this.loop, this);
  }

  private begin(entry: Entry, value: unknown): Call<IteratorResult<T, R>> {
    if (entry === RETURN && isThenable(value)) return this.run(awaitReturn(this, value), NEXT, undefined);
    if (this.delegation !== null) return this.run(forward(this, entry, value), NEXT, undefined);
    return this.run(this.body, entry, value);
  }

  private run(generator: AnyGenerator, entry: Entry, value: unknown): Call<IteratorResult<T, R>> {
    const call = new Advance<IteratorResult<T, R>>(this, generator, entry, value);
    call.start(entry, value);
    return call;
  }

  /** The body is in the middle of a stretch: requests wait for their turn. */
  private queue(latest: Call<unknown>, entry: Entry, value: unknown): Call<IteratorResult<T, R>> {
    return startCall(after(latest, () => this.begin(entry, value)));
  }
}

function nothing(): void {}

function* after(call: Call<unknown>, next: () => Call<unknown>): AnyGenerator {
  try {
    yield call;
  } catch {
    // Whoever asked for it has the error.
  }
  return yield next();
}
