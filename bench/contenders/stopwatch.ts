/** Times many tasks as one: from `start` until the last of them has crossed the line. */
export class Stopwatch {
  #running: number;
  #started = 0;
  #stopped = 0;

  constructor(tasks = 1) {
    this.#running = tasks;
  }

  start(): void {
    this.#started = performance.now();
  }

  /** A task has done its last operation; its end and its clean-up are not timed. */
  cross(): void {
    this.#running--;
    if (this.#running === 0) {
      this.#stopped = performance.now();
    }
  }

  get ms(): number {
    return this.#stopped - this.#started;
  }
}
