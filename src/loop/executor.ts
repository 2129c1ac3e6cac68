import type { Awaitable, Coroutine } from "../coroutines/awaitable.js";
import type { Wrappable } from "../coroutines/wrappable.js";
import { RuntimeError } from "../kernel/errors.js";

/** A function that can be named to another agent. */
export type TargetFunction = (...args: never[]) => unknown;

/** What the function of a target gives in the end: a coroutine's or a promise's result, or what it returns. */
export type TargetResult<F extends TargetFunction> = [ReturnType<F>] extends [never]
  ? never
  : ReturnType<F> extends Coroutine<infer T>
    ? T
    : Awaited<ReturnType<F>>;

/** The name of a function, by which another thread or process finds it. */
export interface TargetName {
  /** The URL of the module that exports it. */
  readonly url: string;
  /** The name that the function has, or that of its export. */
  readonly name: string;
  /** Whether it is that of its export, whatever name the function has. */
  readonly isExport?: boolean;
}

/** A function with the name by which another thread or process finds it, as `exported` makes it. */
export interface TargetLike<F extends TargetFunction> extends TargetName {
  /** The function itself, in this thread. */
  readonly fn: F;
}

/** How an executor is shut down. */
export interface ShutdownOptions {
  /** Whether to wait for the calls that are under way; `true` by default. If not, they go on, and nobody waits. */
  readonly wait?: boolean;
  /** Whether calls that have not begun are cancelled; `false` by default. */
  readonly cancelFutures?: boolean;
}

/** The result of a call that an executor runs. */
export interface Submitted<T> extends Awaitable<T>, Wrappable<T> {}

/** Something that runs calls elsewhere. Python: `concurrent.futures.Executor`. */
export interface Executor {
  /** Runs a call, and gives the future of its result. */
  submit<F extends TargetFunction>(target: TargetLike<F>, ...args: Parameters<F>): Submitted<TargetResult<F>>;
  /** Takes no more calls, and ends when those that it has are done. */
  shutdown(options?: ShutdownOptions): Submitted<void>;
}

let makeDefaultExecutor: (() => Executor) | null = null;

/** Says what makes the executor of loops that were given none. What executors there are, is known in agents/. */
export function setDefaultExecutorFactory(factory: () => Executor): void {
  makeDefaultExecutor = factory;
}

/** Makes the executor of a loop that was given none. */
export function newDefaultExecutor(): Executor {
  if (makeDefaultExecutor !== null) return makeDefaultExecutor();
  throw new RuntimeError(
    "There is no default executor here: give the loop one with setDefaultExecutor(executor)",
    "ERR_NO_EXECUTOR",
  );
}
