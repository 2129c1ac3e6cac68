/* The same task twice: on a loop that is a guest of the page's frames, and on a loop of a worker. */
import { frameHost, newEventLoop, type Task } from "tsyncio";
import { findPrimes, LIMIT } from "../find-primes.js";
import { Frames } from "./frames.js";
import { Section } from "./section.js";
import type { FromWorker, ToWorker } from "./worker.js";

const frames = new Frames();
frames.start();
Object.assign(globalThis, { frames }); // for the test, which asks how often the page could draw

let task: Task<number> | null = null;
const guest = new Section(
  "guest",
  async () => {
    using loop = newEventLoop();
    task = loop.createTask(findPrimes(LIMIT, (percent) => guest.showProgress(percent)));
    // Of each frame, four milliseconds are the loop's.
    const count = await loop.run(task, { host: frameHost({ budget: 4 }) });
    return `Done: ${count} primes below ${LIMIT}.`;
  },
  () => task?.cancel(),
);

const thread = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const send = (message: ToWorker) => thread.postMessage(message);
const worker = new Section(
  "worker",
  () =>
    new Promise((resolve, reject) => {
      thread.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if ("percent" in data) worker.showProgress(data.percent);
        else if ("count" in data) resolve(`Done: ${data.count} primes below ${LIMIT}.`);
        else reject(data.error);
      };
      send({ start: LIMIT });
    }),
  () => send({ cancel: true }),
);
