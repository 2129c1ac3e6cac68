/* Compiled, never run: what the types of coroutines, futures and tasks allow and infer. */
import {
  type Awaitable,
  type allTasks,
  type Coroutine,
  type currentTask,
  type EventLoop,
  ensureFuture,
  type Future,
  type Startable,
  type Suspension,
  sleep,
  type Task,
  type TaskFactory,
  wrapFuture,
} from "tsyncio";
import { same } from "./equal.js";

declare const loop: EventLoop;
declare const future: Future<number>;
declare const voidFuture: Future<void>;
declare const task: Task<string>;
declare function work(): Coroutine<Date>;

// yield* infers what is waited for.
export function* waits(): Coroutine<void> {
  const slept = yield* sleep(1, "x");
  same<string, typeof slept>(true);
  const nothing = yield* sleep(1);
  same<undefined, typeof nothing>(true);
  const number = yield* future;
  same<number, typeof number>(true);
  const text = yield* task;
  same<string, typeof text>(true);
  const date = yield* work();
  same<Date, typeof date>(true);
  const created = yield* loop.createTask(work());
  same<Date, typeof created>(true);
  const wrapped = yield* wrapFuture(Promise.resolve(1));
  same<number, typeof wrapped>(true);
  const ensured = yield* ensureFuture(work());
  same<Date, typeof ensured>(true);
  const any: Awaitable<boolean> = loop.createFuture<boolean>();
  const awaited = yield* any;
  same<boolean, typeof awaited>(true);
}

// So does await.
export async function hostWaits(): Promise<void> {
  same<string, Awaited<ReturnType<typeof sleep<string>>>>(true);
  const number = await future;
  same<number, typeof number>(true);
  const text = await task;
  same<string, typeof text>(true);
  const slept = await sleep(1, { a: 1 });
  same<{ a: number }, typeof slept>(true);
}

// A generator without an annotation is a coroutine, with its result inferred.
export const inferred = loop.createTask(
  (function* () {
    yield* sleep(1);
    return [1, "a"] as const;
  })(),
);
same<Task<readonly [1, "a"]>, typeof inferred>(true);

export function* bareYields(): Coroutine<void> {
  // @ts-expect-error a bare yield of a value
  yield 5;
  // @ts-expect-error a bare yield of nothing
  yield;
  // @ts-expect-error a bare yield of what should be awaited
  yield future;
  // @ts-expect-error a bare yield of a sleep
  yield sleep(1);
  // @ts-expect-error a promise is no iterable: wrapFuture it
  yield* Promise.resolve(1);
  // @ts-expect-error an ordinary generator is no coroutine
  yield* (function* (): Generator<number> {})();
}

export function* wrongResult(): Coroutine<number> {
  yield* sleep(1);
  // @ts-expect-error a coroutine returns what it declares
  return "text";
}

// @ts-expect-error a suspension can't be made by hand
export const forged: Suspension = {};

// Futures.
const plain = loop.createFuture();
same<Future<void>, typeof plain>(true);
future.setResult(1);
voidFuture.setResult();
same<number, ReturnType<typeof future.result>>(true);
same<Error | null, ReturnType<typeof future.exception>>(true);
// @ts-expect-error a result of another type
future.setResult("text");
// @ts-expect-error a result is needed
future.setResult();
// @ts-expect-error an exception is an Error
future.setException("text");
future.addDoneCallback((done) => {
  same<Future<number>, typeof done>(true);
});
task.addDoneCallback((done) => {
  same<Task<string>, typeof done>(true);
  done.getName().toUpperCase();
});
// @ts-expect-error a done callback is given the future, not its result
future.addDoneCallback((result: number) => result);
// @ts-expect-error a future of numbers is none of strings
export const otherFuture: Future<string> = future;

// Tasks.
same<never, ReturnType<typeof task.setResult>>(true);
same<AbortSignal, typeof task.signal>(true);
same<Coroutine<string>, ReturnType<typeof task.getCoro>>(true);
same<Task<unknown> | null, ReturnType<typeof currentTask>>(true);
same<Set<Task<unknown>>, ReturnType<typeof allTasks>>(true);
// @ts-expect-error the signal of a task is its own
task.signal = new AbortController().signal;
loop.createTask(sleep(1), { name: "n", signal: AbortSignal.timeout(1), eagerStart: true });
// @ts-expect-error a coroutine is called before it is given to a loop
loop.createTask(work);
const fromPromise = () => loop.createTask(Promise.resolve(1));
same<Task<number>, ReturnType<typeof fromPromise>>(true);

// @ts-expect-error a future runs already
loop.createTask(future);
// @ts-expect-error no such option
loop.createTask(work(), { nmae: "typo" });
// @ts-expect-error a name is a string
loop.createTask(work(), { name: 5 });

export const startables: Startable<number | string>[] = [sleep(1, 5), sleep(1, "a")];
export const factory: TaskFactory = (owner, coro, options) => {
  void [owner, options];
  return coro as never;
};
loop.setTaskFactory(factory);
// @ts-expect-error a factory returns a task
loop.setTaskFactory(() => 5);

// sleep.
// @ts-expect-error milliseconds are a number
sleep("1");
// @ts-expect-error a time is needed
sleep();
