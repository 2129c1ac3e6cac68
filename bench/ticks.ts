import { type Coroutine, getRunningLoop, sleep, type Task } from "tsyncio";

const SECOND = 1000;

function* ticker(wakeups: number): Coroutine<void> {
  for (let i = 0; i < wakeups; i++) {
    yield* sleep(SECOND);
  }
}

/** Tasks that wake once a second, each so many times; gives the milliseconds that it took. */
export function* ticks(tasks: number, wakeups: number): Coroutine<number> {
  const loop = getRunningLoop();
  const running: Task<void>[] = [];
  const start = performance.now();
  for (let i = 0; i < tasks; i++) {
    running.push(loop.createTask(ticker(wakeups)));
  }
  for (const task of running) {
    yield* task;
  }
  return performance.now() - start;
}
