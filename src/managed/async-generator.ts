/*
 * Async generators of compiled code. The body is a generator that yields what it awaits, and emissions for whoever
 * iterates it. A call of `next` is a call of an async function whose body is a stretch of it, up to the next emission.
 */
import { trackAsyncgen, untrackAsyncgen } from "../coroutines/async-generators.js";
import { Call, Emission, startCall } from "../coroutines/call.js";
import { type AnyGenerator, type Entry, NEXT, RETURN, type Result, THROW } from "../coroutines/frame.js";
import { findRunningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";

/** One stretch of the body of an async generator. */
class Advance<T> extends Call<T> {
  private readonly owner: ManagedAsyncGenerator<unknown, unknown>;
  private readonly entry: Entry;
  private readonly value: unknown;

  constructor(
    generator: ManagedAsyncGenerator<unknown, unknown>,
    body: AnyGenerator,
    entry: Entry,
    value: unknown,
  ) {
    super(body);
    this.owner = generator;
    this.entry = entry;
    this.value = value;
  }

  protected override first(): Result {
    return this.drive(this.entry, this.value);
  }

  override settle(threw: boolean, outcome: unknown): void {
    if (!threw && outcome instanceof Emission) {
      super.settle(false, outcome);
      return;
    }
    this.owner.end();
    super.settle(threw, threw ? outcome : { done: true, value: outcome });
  }
}

/** What an async generator function of compiled code returns. */
export class ManagedAsyncGenerator<T, R> implements AsyncGenerator<T, R, unknown> {
  private readonly body: AnyGenerator;
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
    const call = new Advance<IteratorResult<T, R>>(this, this.body, entry, value);
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

/** For `yield*` in an async generator: hands on what another iterable gives, and to it what is sent or thrown in. */
export function* delegate(iterator: AsyncIterator<unknown>): AnyGenerator {
  let isOpen = true;
  let result = (yield iterator.next()) as IteratorResult<unknown>;
  try {
    for (;;) {
      if (result.done === true) {
        isOpen = false;
        return result.value;
      }
      let sent: unknown;
      try {
        sent = yield new Emission(result.value);
      } catch (error) {
        isOpen = false;
        if (iterator.throw === undefined) throw error;
        result = (yield iterator.throw(error)) as IteratorResult<unknown>;
        isOpen = true;
        continue;
      }
      isOpen = false;
      result = (yield iterator.next(sent)) as IteratorResult<unknown>;
      isOpen = true;
    }
  } finally {
    if (isOpen) yield iterator.return?.();
  }
}
