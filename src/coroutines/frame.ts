/*
 * Flat delegation: why resuming a coroutine 50 `yield*` deep costs what resuming it 1 deep costs.
 *
 * Natively, a resume enters the outermost generator, whose `yield*` calls the next one's `next`, and so on down the
 * chain: 50 levels cost some 20 times one. Here the task remembers the deepest generator (its `top` frame) and resumes
 * that one directly. When it ends, its outcome is handed to the frame's parent, whose `yield*` is still waiting on the
 * frame: it asks the frame for its next result and gets the stored outcome.
 *
 * To put a frame between a `yield*` and the generator that it delegates to, the only hook that the language has is the
 * generator's `Symbol.iterator`. So `%GeneratorPrototype%` gets one of its own, which returns a frame while a task runs
 * and the generator itself, as ever, while none does. A frame is a transparent iterator: `for…of`, spread and
 * destructuring of ordinary generators inside a task see the same values. Where the intrinsics are frozen, delegation
 * stays native: right, but slower when deep.
 *
 * Rejected: a `call(coroutine())` wrapper at each level (users would have to know), wrapping coroutine functions at
 * their declaration (every function would need it), rewriting the source (only managed/ does that).
 */

import { activeTask } from "../kernel/context.js";
import { detachBegun, lostWait, RESUME, SUSPEND, waitHasBegun, YIELD } from "./suspension.js";

/** A generator, whatever it yields. */
export type AnyGenerator = Generator<unknown, unknown, unknown>;
export type Result = IteratorResult<unknown, unknown>;

/** The stack of generators that delegate to one another; a task is one. */
export interface Chain {
  /** The outermost generator. */
  readonly coro: AnyGenerator;
  /** The innermost generator's frame, `null` while that is `coro` itself. */
  top: Frame | null;
}

/** The chain that runs now, `null` outside of any task's step. */
export function activeChain(): Chain | null {
  return activeTask() as Chain | null;
}

/** How a frame stands: its generator has not ended, or its outcome waits to be taken. What has ended is above LIVE. */
export const LIVE = 0;
export const RETURNED = 1;
export const THREW = 2;

/** By which of its methods a generator is entered. */
export const NEXT = 0;
export const THROW = 1;
export const RETURN = 2;
/** By none: it was no generator, and has returned already. */
export const RESULT = 3;
export type Entry = typeof NEXT | typeof THROW | typeof RETURN | typeof RESULT;

/** Stands between a `yield*` and the generator it delegates to. */
export class Frame {
  parent: Frame | null = null;
  /** What it enters: always the same one, except in an async generator that delegates. */
  generator: AnyGenerator;
  state: number = LIVE;
  outcome: unknown = undefined;

  constructor(generator: AnyGenerator) {
    this.generator = generator;
  }

  next(value?: unknown): Result {
    if (this.state === LIVE) return this.enter(NEXT, value);
    const { outcome, state } = this;
    this.state = LIVE;
    this.outcome = undefined;
    if (state === THREW) throw outcome;
    return { done: true, value: outcome };
  }

  throw(error: unknown): Result {
    return this.enter(THROW, error);
  }

  return(value: unknown): Result {
    return this.enter(RETURN, value);
  }

  [Symbol.iterator](): Iterator<unknown, unknown, unknown> {
    return this;
  }

  /** Stores how the generator ended, for the `yield*` that waits on this frame. */
  settle(threw: boolean, outcome: unknown): void {
    this.state = threw ? THREW : RETURNED;
    this.outcome = outcome;
  }

  /** Goes on after a wait, or with `error` thrown in, as the innermost of its chain. If it waited for a frame, that has `ended`. */
  resume(throwing: boolean, error: unknown, _ended: Frame | null): Result {
    return throwing ? this.generator.throw(error) : this.generator.next(RESUME);
  }

  enter(entry: Entry, value: unknown): Result {
    const chain = activeChain();
    if (chain === null) return enterBy(this.generator, entry, value);
    if (waitHasBegun()) makeWay(chain);
    const outer = chain.top;
    this.parent = outer;
    chain.top = this;
    let result: Result;
    try {
      result = entry === NEXT ? this.generator.next(value) : enterBy(this.generator, entry, value);
    } catch (error) {
      if (waitHasBegun()) detachBegun();
      chain.top = outer;
      throw error;
    }
    if (result !== SUSPEND && result !== YIELD) {
      if (waitHasBegun()) detachBegun();
      chain.top = outer;
    }
    return result;
  }
}

/** Whoever asks for the next value of a generator that waits did not pass its wait on; a call may wait by itself. */
export function makeWay(chain: Chain): void {
  detachBegun();
  if (waitHasBegun()) throw lostWait(chain);
}

/** Enters a generator by one of its methods. */
export function enterBy(generator: AnyGenerator, entry: Entry, value: unknown): Result {
  if (entry === NEXT) return generator.next(value);
  if (entry === RESULT) return { done: true, value };
  return entry === THROW ? generator.throw(value) : generator.return(value);
}

let onThrow: ((chain: Chain, thrown: unknown) => void) | null = null;

/** Lets `fn`, which must not throw, know of what the innermost generator of a chain throws, while the others still wait for it. */
export function watchThrows(fn: typeof onThrow): void {
  onThrow = fn;
}

/** Resumes the innermost generator of a chain, or throws `error` into it, and hands on what ends on the way out. */
export function resumeChain(chain: Chain, throwing: boolean, error: unknown): Result {
  let frame = chain.top;
  let ended: Frame | null = null;
  let isThrow = throwing;
  while (frame !== null) {
    try {
      const result = frame.resume(isThrow, error, ended);
      if (result.done !== true) return result;
      frame.settle(false, result.value);
    } catch (thrown) {
      if (onThrow !== null) onThrow(chain, thrown);
      frame.settle(true, thrown);
    }
    isThrow = false;
    ended = frame;
    frame = frame.parent;
    chain.top = frame;
  }
  return isThrow ? chain.coro.throw(error) : chain.coro.next(RESUME);
}

let installed = false;

/** Lets `yield*` make frames. Called when the first loop is made; does nothing after that. */
export function installFlatDelegation(): void {
  if (installed) return;
  installed = true;
  const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype as AnyGenerator;
  // Whatever is there stays in charge while none of our tasks runs: another copy of this package, a polyfill.
  const native = generatorPrototype[Symbol.iterator];
  // Iterator helpers (map, take, …) of the host work on frames too.
  Object.setPrototypeOf(Frame.prototype, Object.getPrototypeOf(generatorPrototype));
  Reflect.defineProperty(generatorPrototype, Symbol.iterator, {
    configurable: true,
    writable: true,
    enumerable: false,
    value: function (this: AnyGenerator): unknown {
      return activeChain() === null ? native.call(this) : new Frame(this);
    },
  });
}
