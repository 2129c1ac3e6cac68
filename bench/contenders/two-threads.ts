/** Two bare threads, each told once to do half of the tasks: the least that any pool can take. */
import { Worker } from "node:worker_threads";
import { serve } from "./serve.js";

const entry = new URL("../workers/half.js", import.meta.url);

let started: Worker[] | undefined;

await serve({
  "pool/cpu": async (ops) => {
    const start = performance.now();
    await Promise.all(threads().map((thread) => askFor(thread, ops / 2)));
    return performance.now() - start;
  },
});

function threads(): Worker[] {
  started ??= [1, 2].map(() => new Worker(entry));
  for (const thread of started) thread.unref();
  return started;
}

function askFor(thread: Worker, tasks: number): Promise<void> {
  return new Promise((resolve) => {
    thread.ref();
    thread.once("message", () => {
      thread.unref();
      resolve();
    });
    thread.postMessage(tasks);
  });
}
