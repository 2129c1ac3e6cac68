/* Runs in a worker, which makes, sets, runs and closes a loop of its own. It stays a guest, so that messages reach it. */
import { newEventLoop, setEventLoop, type Task } from "tsyncio";
import { findPrimes } from "../find-primes.js";

/** What the page asks for. */
export type ToWorker = { readonly start: number } | { readonly cancel: true };

/** What it is told. */
export type FromWorker =
  | { readonly percent: number }
  | { readonly count: number }
  | { readonly error: { readonly name: string; readonly message: string } };

let task: Task<number> | null = null;
const send = (message: FromWorker) => postMessage(message);

async function work(limit: number): Promise<void> {
  const loop = newEventLoop();
  setEventLoop(loop);
  try {
    task = loop.createTask(findPrimes(limit, (percent) => send({ percent })));
    send({ count: await loop.run(task) });
  } catch (error) {
    const { name, message } = error as Error;
    send({ error: { name, message } });
  } finally {
    setEventLoop(null);
    loop.close();
  }
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if ("start" in data) void work(data.start);
  else task?.cancel();
});
