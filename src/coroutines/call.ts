/*
 * A call of a managed async function: its body is a generator, in which each `await` is a `yield` of what is awaited.
 *
 * The call begins at once, within the step of the task that makes it, and becomes one of two things. If its caller
 * awaits it, it is a frame of its caller's chain, like a generator under a `yield*`: no task, no hop through the ready
 * queue, and a resume that costs the same however deep it is. Otherwise it becomes a task of its own. Which of the two
 * is known only after its first wait has begun: in `await f()` nothing lies between that wait and the caller's `yield` of
 * the call, and anything else (another wait, the end of the step, a look at it as a promise) detaches it. So one note of
 * the call whose wait has begun (suspension.ts) is enough, and a call that does not wait costs no more than its object.
 *
 * Rejected: a task for each call (a hop through the ready queue where asyncio has none), promises (their order is the
 * host's).
 */
import { CancelledError, RuntimeError } from "../kernel/errors.js";
import { findRunningLoop, requireRunningLoop, runningLoop } from "../kernel/running.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { type Awaitable, type Coroutine, isThenable, type Suspension } from "./awaitable.js";
import {
  type Changes,
  changesNoted,
  isBirthplace,
  leaveBirthplace,
  noteBirthplace,
  noteChanges,
  shareBirthplace,
} from "./birthplace.js";
import { CallFuture } from "./call-future.js";
import { Emission } from "./emission.js";
import {
  type AnyGenerator,
  activeChain,
  type Chain,
  type Entry,
  enterBy,
  type Frame,
  LIVE,
  makeWay,
  NEXT,
  RETURN,
  RETURNED,
  type Result,
  THREW,
  THROW,
} from "./frame.js";
import { Future } from "./future.js";
import { makeTask } from "./lazy-awaitable.js";
import { type Leaf, leafOf, raiseIn } from "./leaf.js";
import { ManagedCall } from "./managed-call.js";
import { forgetUnawaited, noteUnawaited } from "./never-awaited.js";
import { NOTHING } from "./nothing.js";
import { finish, handle } from "./promise-methods.js";
import { YIELD_ONCE } from "./sleep.js";
import { summarize } from "./summarize.js";
import {
  adoptBegun,
  begun,
  canWait,
  detachBegun,
  giveWay,
  isBegun,
  isClosing,
  noteBegun,
  noteBegunTop,
  RESUME,
  suspendOn,
  takeBegunTop,
  waitHasBegun,
} from "./suspension.js";
import { Task, type TaskOptions } from "./task.js";

/** The one `next` of all generators. To look it up takes V8 time: the generators of each function have a shape of their own. */
const { next: generatorNext } = NOTHING;

/** As by NEXT, a body that need be no generator. */
export const SEND = 4;

/*
 * Before it is LIVE, when its wait is that of a task (its caller's, or its own), a call has other states than a frame:
 * it was made where no task runs, and waits for one to run it, or it is not known yet whether its caller awaits it.
 */
const UNSTARTED = -2;
const BEGUN = -1;

/**
 * What a managed async function returns: to be awaited, as a promise is, or given to a loop. It is a {@link ManagedCall},
 * but no derived class: where one is made in a `try` block, V8 takes five times as long.
 */
export class Call<T> implements ManagedCall<T>, Awaitable<T>, Promise<T> {
  static {
    Object.setPrototypeOf(Call.prototype, ManagedCall.prototype);
  }

  parent: Frame | null = null;
  state: number = BEGUN;
  outcome: unknown = undefined;
  /** {@link NOTHING} once the body has ended, be it with something that is to be awaited first. */
  generator: AnyGenerator;
  private leaf: Leaf | null = null;
  /** Its task, once it is one; else a future of its end, if somebody needs one. */
  private future: Future<T> | null = null;

  constructor(generator: AnyGenerator) {
    this.generator = generator;
  }

  /** A call that failed before its body began. */
  static failed<T>(generator: AnyGenerator, error: unknown): Call<T> {
    const call = new Call<T>(generator);
    call.fail(error, findRunningLoop());
    return call;
  }

  /** @internal Begins in the loop that runs; without one, it waits to be given to a loop. */
  start(entry: Entry, value: unknown): void {
    const chain = activeChain();
    if (chain === null) {
      this.beginOutside();
      return;
    }
    if (waitHasBegun()) makeWay(chain);
    this.begin(chain, noteChanges(), entry, value);
  }

  /** @internal Begins within the step of the task that runs. The changes that it makes have been noted since {@link noteChanges}. */
  begin(chain: Chain, earlier: Changes, entry: Entry, value: unknown): void {
    const outer = chain.top;
    try {
      const result = this.drive(entry, value);
      if (result.done === true) {
        if (waitHasBegun()) detachBegun();
        this.settle(false, result.value);
      } else {
        noteBegun(this);
      }
    } catch (error) {
      if (waitHasBegun()) detachBegun();
      this.fail(error, (chain as Task<unknown>).loop);
    }
    const before = changesNoted(earlier);
    if (before !== null && begun() === this) noteBirthplace(before);
    const { top } = chain;
    if (top === outer) return;
    if (top !== this && begun() === this) noteBegunTop(top as Frame);
    chain.top = outer;
  }

  /** @internal In a callback, and in host code beside a loop, it is a task from the start. */
  beginOutside(): void {
    if (isClosing()) {
      this.runToEnd();
      return;
    }
    const loop = findRunningLoop();
    this.state = UNSTARTED;
    if (loop === null) {
      noteUnawaited(this);
    } else {
      this.future = new Task<T>(loop, this.asCoroutine(), { eagerStart: true });
    }
  }

  /** It is made by a `finally` block of a coroutine that is being closed, which cannot wait. */
  private runToEnd(): void {
    try {
      this.settle(false, this.drive(NEXT, undefined).value);
    } catch (error) {
      this.fail(error, null);
    }
  }

  /** It ended with an error before anybody could await it. */
  private fail(error: unknown, loop: Scheduler | null): void {
    this.settle(true, error);
    if (loop === null || error instanceof CancelledError) return;
    const future = new CallFuture<T>(loop);
    this.future = future;
    future.settle(true, error);
  }

  /** @internal Its caller does not await it: it goes on as a task. */
  detach(waitsFor: Future<unknown> | null): void {
    const { loop } = activeChain() as Task<unknown>;
    const top = this.becomePart();
    this.future = leaveBirthplace(
      (options) => new Task<T>(loop, this.asCoroutine(), options, { top, waitsFor }),
    );
  }

  /** Whether its wait has begun, and is that of whoever awaits it now. If it is awaited elsewhere than it began, it goes on as a task. */
  private canJoin(): boolean {
    if (begun() !== this) return false;
    if (isBirthplace()) return true;
    detachBegun();
    return false;
  }

  /** Enters the body of a call that did not begin when it was made. */
  protected first(): Result {
    return this.drive(NEXT, undefined);
  }

  /** Runs the body until it waits or ends. What most bodies do is told here, the rest elsewhere: a short function is inlined. */
  protected drive(entry: Entry | typeof SEND, value: unknown): Result {
    const { generator } = this;
    const result =
      entry === NEXT
        ? generatorNext.call(generator, value)
        : enterBy(generator, entry === SEND ? NEXT : entry, value);
    const awaited = result.value;
    if (result.done === true) {
      if (!isThenable(awaited)) return result;
      this.generator = NOTHING;
    } else if (awaited === YIELD_ONCE && canWait()) {
      return giveWay();
    } else if (isBegun(awaited) && isBirthplace()) {
      return this.join(awaited as Call<unknown>);
    }
    return this.wait(awaited);
  }

  /** Awaits what the body yielded, and goes on with it until it waits or ends. */
  private wait(value: unknown): Result {
    const { generator } = this;
    let awaited = value;
    for (;;) {
      let entry: Entry = NEXT;
      let sent = awaited;
      try {
        if (awaited === YIELD_ONCE) return giveWay();
        if (isBegun(awaited) && isBirthplace()) return this.join(awaited as Call<unknown>);
        if (awaited instanceof Call && awaited.hasEnded()) {
          sent = awaited.take();
        } else if (awaited instanceof Future) {
          if (!awaited.done()) {
            this.leaf = awaited[Symbol.iterator]();
            return suspendOn(awaited);
          }
          sent = awaited.result();
        } else if (isThenable(awaited)) {
          const wait = this.waitAt(leafOf(awaited));
          if (wait.done !== true) return wait;
          sent = wait.value;
        } else if (awaited instanceof Emission) {
          return { done: true, value: awaited };
        }
      } catch (error) {
        entry = THROW;
        sent = error;
      }
      if (this.generator === NOTHING) return end(entry, sent);
      const result = entry === NEXT ? generator.next(sent) : generator.throw(sent);
      awaited = result.value;
      if (result.done === true) {
        if (!isThenable(awaited)) return result;
        this.generator = NOTHING;
      }
    }
  }

  /** Enters what the body awaits. */
  private waitAt(leaf: Leaf): Result {
    const chain = activeChain();
    if (chain !== null) chain.top = this;
    const result = leaf.next();
    if (result.done !== true) this.leaf = leaf;
    return result;
  }

  /** It awaits `callee`, whose wait has begun: that is its own. */
  private join(callee: Call<unknown>): Result {
    callee.parent = this;
    this.leaf = callee as Leaf;
    const top = callee.becomePart();
    // If this has only begun too, it is noted until this becomes a part itself.
    if (this.state === LIVE) (activeChain() as Chain).top = top;
    else noteBegunTop(top);
    shareBirthplace();
    return adoptBegun();
  }

  /** Its wait is a task's from now on. Returns its innermost frame. */
  private becomePart(): Frame {
    this.state = LIVE;
    return (takeBegunTop() as Frame | null) ?? this;
  }

  resume(throwing: boolean, error: unknown, ended: Frame | null): Result {
    const { leaf } = this;
    if (leaf === null) return this.drive(throwing ? THROW : NEXT, error);
    if (leaf === ended && ended.state === RETURNED && this.generator !== NOTHING) {
      this.leaf = null;
      return this.drive(NEXT, ended.outcome);
    }
    return this.leave(leaf, throwing, error);
  }

  /** What it awaits has ended, or is thrown into. */
  private leave(leaf: Leaf, throwing: boolean, error: unknown): Result {
    let entry: Entry = NEXT;
    let sent: unknown;
    try {
      if (leaf instanceof Call && leaf.hasEnded()) {
        sent = leaf.take();
      } else {
        const result = throwing ? raiseIn(leaf, error) : leaf.next(RESUME);
        if (result.done !== true) return result;
        sent = result.value;
      }
    } catch (thrown) {
      entry = THROW;
      sent = thrown;
    }
    this.leaf = null;
    return this.generator === NOTHING ? end(entry, sent) : this.drive(entry, sent);
  }

  enter(entry: Entry, value: unknown): Result {
    const chain = activeChain();
    if (entry === RETURN) return this.close(value);
    if (chain === null) throw notInTask();
    if (begun() === this) {
      this.parent = chain.top;
      chain.top = this.becomePart();
      shareBirthplace();
      return adoptBegun();
    }
    if (waitHasBegun()) makeWay(chain);
    const outer = chain.top;
    this.parent = outer;
    chain.top = this;
    const isFirst = this.state === UNSTARTED;
    this.state = LIVE;
    try {
      const result = isFirst ? this.enterFirst(entry, value) : this.resume(entry === THROW, value, null);
      if (result.done !== true) return result;
      this.settle(false, result.value);
    } catch (error) {
      this.settle(true, error);
    }
    if (waitHasBegun()) detachBegun();
    chain.top = outer;
    return this.next();
  }

  private enterFirst(entry: Entry, value: unknown): Result {
    forgetUnawaited(this);
    // Cancelled before its start: the body never runs.
    return entry === THROW ? end(THROW, value) : this.first();
  }

  /** Ends the body where it waits, innermost first. */
  private close(value: unknown): Result {
    if (this.state === UNSTARTED) forgetUnawaited(this);
    this.leaf?.return?.(value);
    this.leaf = null;
    return this.drive(RETURN, value);
  }

  /** Unlike a generator's frame it can be asked for its outcome again: a promise can. */
  next(value?: unknown): Result {
    return this.hasEnded() ? { done: true, value: this.take() } : this.enter(NEXT, value);
  }

  throw(error: unknown): Result {
    if (this.hasEnded()) throw error;
    return this.enter(THROW, error);
  }

  return(value: unknown): Result {
    return this.enter(RETURN, value);
  }

  settle(threw: boolean, outcome: unknown): void {
    this.state = threw ? THREW : RETURNED;
    this.outcome = outcome;
    if (this.future !== null && this.future instanceof CallFuture) {
      this.future.settle(threw, outcome);
      // Whoever awaited the call itself has the error.
      this.future.retrieve();
    }
  }

  /** @internal */
  hasEnded(): boolean {
    return this.state > LIVE;
  }

  /** @internal What it ended with. */
  take(): unknown {
    if (this.state !== THREW) return this.outcome;
    this.future?.retrieve();
    throw this.outcome;
  }

  /** Lets a generator coroutine wait for it with `yield*`. */
  [Symbol.iterator](): Iterator<Suspension, T, unknown> {
    if (this.hasEnded() || this.canJoin() || (this.state === UNSTARTED && this.future === null)) {
      return this as unknown as Iterator<Suspension, T, unknown>;
    }
    return this.toFuture(requireRunningLoop("await"))[Symbol.iterator]();
  }

  toFuture(loop: Scheduler): Future<T> {
    if (begun() === this) detachBegun();
    if (this.future !== null) return this.future;
    if (this.state === UNSTARTED) return this.toTask(loop);
    const future = new CallFuture<T>(loop);
    if (this.hasEnded()) future.settle(this.state === THREW, this.outcome);
    this.future = future;
    return future;
  }

  toTask(loop: Scheduler, options: TaskOptions = {}): Task<T> {
    if (begun() === this) detachBegun();
    const { future } = this;
    if (future instanceof Task) {
      if (options.context !== undefined) throw startedAlready();
      if (options.name !== undefined) future.setName(options.name);
      if (options.signal !== undefined) future.follow(options.signal);
      return future;
    }
    if (this.state !== UNSTARTED) return makeTask(loop, awaiting(this) as Coroutine<T>, options);
    forgetUnawaited(this);
    const task = makeTask(loop, this.asCoroutine(), options);
    this.future = task;
    return task;
  }

  ownTask(): Task<T> | null {
    return this.future instanceof Task ? this.future : null;
  }

  isUndecided(): boolean {
    return this.state === BEGUN;
  }

  /** A task runs a call as it runs a generator. */
  private asCoroutine(): Coroutine<T> {
    return this as unknown as Coroutine<T>;
  }

  /** Calls one of the functions once it has ended, as a promise does. In a loop's own code what it returns is the loop's too. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (runningLoop === null) {
      // Somebody awaits it, and is told if that cannot be.
      const what = this.state === UNSTARTED ? forgetUnawaited(this) : "";
      return this.toFuture(requireRunningLoop(`await the call of an async function${what}`)).then(
        onFulfilled,
        onRejected,
      );
    }
    return startCall<A | B>(handle(this, onFulfilled, onRejected));
  }

  /** Calls `onRejected` if it fails. */
  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, onRejected);
  }

  /** Calls `onFinally` once it has ended, however. */
  finally(onFinally?: (() => void) | null): Promise<T> {
    return runningLoop === null
      ? (Promise.prototype.finally.call(this.then(), onFinally) as Promise<T>)
      : startCall<T>(finish(this, onFinally));
  }

  get [Symbol.toStringTag](): string {
    return "Call";
  }

  toString(): string {
    if (this.future !== null) return `${this.future}`;
    if (this.state === UNSTARTED) return "<Call not begun>";
    if (this.state === RETURNED) return `<Call finished result=${summarize(this.outcome)}>`;
    return `<Call ${this.state === THREW ? `finished exception=${summarize(this.outcome)}` : "pending"}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** A call of an async function whose body is `generator`. */
export function startCall<T>(generator: AnyGenerator): Call<T> {
  const call = new Call<T>(generator);
  // Each function on the way costs stack, of which deep recursion has none to spare.
  const chain = activeChain();
  if (chain === null) {
    call.beginOutside();
  } else {
    if (waitHasBegun()) makeWay(chain);
    call.begin(chain, noteChanges(), NEXT, undefined);
  }
  return call;
}

function end(entry: Entry, outcome: unknown): Result {
  if (entry === THROW) throw outcome;
  return { done: true, value: outcome };
}

/** A coroutine that waits for `call`. */
function* awaiting(call: Call<unknown>): AnyGenerator {
  return yield* call as unknown as AnyGenerator;
}

function notInTask(): RuntimeError {
  return new RuntimeError(
    "Cannot run an async function's call here: no task is running. Give it to run() or createTask(), or await it in a coroutine.",
    "ERR_NOT_IN_TASK",
  );
}

function startedAlready(): TypeError {
  return new TypeError(
    "Cannot createTask in a context: the async function was called already, and runs. Call it in the context: " +
      "context.run(fn, …).",
  );
}
