/* What the agents of a soak run. */
import {
  type Coroutine,
  exported,
  parentLoop,
  runCoroutineThreadsafe,
  type SharedQueue,
  sleep,
} from "tsyncio";

export function add(a: number, b: number): number {
  return a + b;
}

export function echo<T>(value: T): T {
  return value;
}

export function* addSlowly(a: number, b: number): Coroutine<number> {
  yield* sleep(1);
  return a + b;
}

/** Waits for as long as nobody cancels it; it takes a moment to clean up. */
export function* waitForEver(): Coroutine<void> {
  try {
    yield* sleep(1_000_000);
  } finally {
    yield* sleep(0);
  }
}

export function fail(message: string): never {
  throw new RangeError(message);
}

export function exit(code: number): never {
  process.exit(code);
}

export function killItself(): Promise<never> {
  process.kill(process.pid, "SIGKILL");
  return new Promise(() => {});
}

export function spin(): never {
  for (;;) {
    // Only its deadline ends it, and with it its worker.
  }
}

/** Puts the numbers below `count` into a queue, blocking while it is full. */
export function produce(queue: SharedQueue<number>, count: number): number {
  for (let n = 0; n < count; n++) queue.putSync(n);
  return count;
}

export async function each(items: readonly number[], onItem: (item: number) => unknown): Promise<number> {
  let sum = 0;
  for (const item of items) sum += (await onItem(item)) as number;
  return sum;
}

export async function* countTo(count: number): AsyncGenerator<number> {
  for (let n = 1; n <= count; n++) yield n;
}

export function double(n: number): number {
  return 2 * n;
}

/** Blocks on a call of its parent. */
export function askParent(n: number): number {
  return runCoroutineThreadsafe(exported(import.meta.url, double), [n], parentLoop()).result();
}
