import { type Coroutine, createTask, getRunningLoop, sleep, type Task } from "tsyncio";

/** The step of an async iterator that a loop of ours runs: not a promise, but what can be awaited in every kind of code. */
function step<T>(coroutine: Coroutine<IteratorResult<T>>): Promise<IteratorResult<T>> {
  return createTask(coroutine) as Task<IteratorResult<T>> as unknown as Promise<IteratorResult<T>>;
}

/** 1 to `last`, a millisecond apart. */
export function countTo(last: number): AsyncIterable<number> {
  let count = 0;
  function* next(): Coroutine<IteratorResult<number>> {
    if (count === last) return { done: true, value: undefined };
    yield* sleep(1);
    return { done: false, value: ++count };
  }
  return { [Symbol.asyncIterator]: () => ({ next: () => step(next()) }) };
}

/** One item, and then an error. */
export function failing(error: Error): AsyncIterable<number> {
  let count = 0;
  function* next(): Coroutine<IteratorResult<number>> {
    if (count++ > 0) throw error;
    return { done: false, value: 0 };
  }
  return { [Symbol.asyncIterator]: () => ({ next: () => step(next()) }) };
}

/** A hand-written async generator that logs how it is closed, which takes `ms` milliseconds. */
export class Recorded implements AsyncIterableIterator<number> {
  private readonly log: string[];
  private readonly ms: number;
  private left: number;
  private readonly error: Error | null;

  constructor(log: string[], ms: number, items = 3, error: Error | null = null) {
    this.log = log;
    this.ms = ms;
    this.left = items;
    this.error = error;
  }

  next(): Promise<IteratorResult<number>> {
    return step(this.take());
  }

  return(): Promise<IteratorResult<number>> {
    return step(this.end());
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  toString(): string {
    return "<Recorded>";
  }

  private *take(): Coroutine<IteratorResult<number>> {
    if (this.left === 0) return { done: true, value: undefined };
    return { done: false, value: this.left-- };
  }

  private *end(): Coroutine<IteratorResult<number>> {
    const { log } = this;
    const loop = getRunningLoop();
    log.push(`return at ${loop.time()}`);
    yield* sleep(this.ms);
    if (this.error !== null) throw this.error;
    log.push(`closed at ${loop.time()}`);
    return { done: true, value: undefined };
  }
}
