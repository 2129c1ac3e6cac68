import { writeSync } from "node:fs";
import { Worker, workerData } from "node:worker_threads";

/** A loop that hangs blocks this thread, so another one watches: it names the program and ends the process. */
const PATIENCE_MS = 20_000;

const NOTHING_RUNS = -1;

/** Tells the watching thread which program runs now. */
export class Watchdog {
  readonly #index = new Int32Array(new SharedArrayBuffer(4)).fill(NOTHING_RUNS);
  readonly #worker: Worker;

  constructor() {
    this.#worker = new Worker(new URL(import.meta.url), { workerData: this.#index });
    this.#worker.unref();
  }

  running(index: number): void {
    Atomics.store(this.#index, 0, index);
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

function watch(index: Int32Array): void {
  let last = NOTHING_RUNS;
  setInterval(() => {
    const now = Atomics.load(index, 0);
    if (now === last && now !== NOTHING_RUNS) {
      writeSync(2, `\nProgram ${now} hangs. See it with --only ${now} and the same seed.\n`);
      process.kill(process.pid, "SIGKILL");
    }
    last = now;
  }, PATIENCE_MS);
}

if (workerData instanceof Int32Array) watch(workerData);
