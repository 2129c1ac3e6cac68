/** The coroutines of both tsyncio contenders that use queues, locks and combinators. */
import { type Coroutine, createTask, gather, Lock, Queue, Semaphore, sleep } from "tsyncio";
import type { Programs } from "./serve.js";
import { Stopwatch } from "./stopwatch.js";
import { basket, CROWD, PERMITS, RIVALS, ROOM } from "./workload.js";

function* produce(queue: Queue<number>, items: number): Coroutine<void> {
  for (let i = 0; i < items; i++) {
    yield* queue.put(i);
  }
}

function* consume(queue: Queue<number>, items: number): Coroutine<void> {
  for (let i = 0; i < items; i++) {
    basket.sum += yield* queue.get();
  }
}

function* trade(items: number): Coroutine<number> {
  const queue = new Queue<number>({ maxSize: ROOM });
  const watch = new Stopwatch();
  watch.start();
  const producer = createTask(produce(queue, items));
  yield* consume(queue, items);
  yield* producer;
  watch.cross();
  return watch.ms;
}

function* takeFree(lock: Lock, times: number): Coroutine<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let i = 0; i < times; i++) {
    yield* lock.acquire();
    lock.release();
  }
  watch.cross();
  return watch.ms;
}

function* rival(lock: Lock | Semaphore, times: number, watch: Stopwatch): Coroutine<void> {
  for (let i = 0; i < times; i++) {
    yield* lock.acquire();
    yield* sleep(0);
    lock.release();
  }
  watch.cross();
}

function* contend(lock: Lock | Semaphore, times: number): Coroutine<number> {
  const watch = new Stopwatch(RIVALS);
  watch.start();
  const rivals = Array.from({ length: RIVALS }, () => createTask(rival(lock, times / RIVALS, watch)));
  for (const task of rivals) {
    yield* task;
  }
  return watch.ms;
}

function* nap(): Coroutine<number> {
  yield* sleep(0);
  return 1;
}

function* gatherCrowds(children: number): Coroutine<number> {
  const watch = new Stopwatch();
  watch.start();
  for (let left = children; left > 0; left -= CROWD) {
    yield* gather(Array.from({ length: CROWD }, nap));
  }
  watch.cross();
  return watch.ms;
}

/** Every program, each run by `drive` on a loop of its own. */
export function layerProgramsOn(drive: (main: Coroutine<number>) => number | Promise<number>) {
  return {
    "queue/100": (ops) => drive(trade(ops)),
    "lock/free": (ops) => drive(takeFree(new Lock(), ops)),
    "lock/10": (ops) => drive(contend(new Lock(), ops)),
    "semaphore/10": (ops) => drive(contend(new Semaphore(PERMITS), ops)),
    "gather/1000": (ops) => drive(gatherCrowds(ops)),
  } satisfies Programs;
}
