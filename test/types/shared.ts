/* Compiled, never run: what the types of what threads share allow and infer. */
import {
  type Coroutine,
  exported,
  type Hold,
  SharedBarrier,
  SharedEvent,
  type SharedHandle,
  SharedLock,
  SharedQueue,
  SharedSemaphore,
  Thread,
} from "tsyncio";
import { same } from "./equal.js";

const queue = new SharedQueue<{ id: number }>({ maxSize: 2 });
const lock = new SharedLock();

same<{ id: number }, ReturnType<typeof queue.getSync>>(true);
same<Hold | null, ReturnType<typeof lock.tryAcquire>>(true);
same<SharedHandle, ReturnType<typeof lock.share>>(true);
same<SharedLock, ReturnType<typeof SharedLock.from>>(true);
same<SharedQueue<string>, ReturnType<typeof SharedQueue.from<string>>>(true);

export function* waits(): Coroutine<void> {
  const item = yield* queue.get();
  same<{ id: number }, typeof item>(true);
  const hold = yield* lock.acquire();
  same<Hold, typeof hold>(true);
  const set = yield* new SharedEvent().wait();
  same<true, typeof set>(true);
  const index = yield* new SharedBarrier(2).wait();
  same<number, typeof index>(true);
  const result = yield* new SharedSemaphore().hold(function* () {
    return "result";
  });
  same<string, typeof result>(true);
}
export async function hostWaits(): Promise<void> {
  for await (const item of queue) same<{ id: number }, typeof item>(true);
}

// They are arguments like any other.
export function target(_jobs: SharedQueue<{ id: number }>, _lock: SharedLock): void {}
new Thread(exported(import.meta.url, target), [queue, lock]);
// @ts-expect-error another queue
new Thread(exported(import.meta.url, target), [new SharedQueue<string>(), lock]);
// @ts-expect-error a lock is no semaphore
new Thread(exported(import.meta.url, target), [queue, new SharedSemaphore()]);

// @ts-expect-error an item of another type
queue.putNowait({ id: "1" });
// @ts-expect-error no such option
new SharedQueue({ maxsize: 1 });
// @ts-expect-error how many parties?
new SharedBarrier();
// @ts-expect-error a handle is what share() returns
SharedLock.from(lock);
