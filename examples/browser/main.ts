/* The same task twice: on a loop that is a guest of the page's frames, and on the loop of a thread. */
import {
  type ConcurrentFuture,
  frameHost,
  newEventLoop,
  runCoroutineThreadsafe,
  serveTargets,
  type Task,
  Thread,
  targetsOf,
} from "tsyncio/browser";
import { findPrimes, LIMIT } from "../find-primes.js";
import { drawFrames } from "./frames.js";
import { Section } from "./section.js";
import type { PageTargets, targets } from "./worker.js";

drawFrames();

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

const { countPrimes, runLoop } = targetsOf<typeof targets>();
const thread = new Thread(runLoop, [], {
  worker: () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" }),
}).start();

let call: ConcurrentFuture<number> | null = null;
const worker = new Section(
  "worker",
  async () => {
    // The thread calls the page's loop, to say how far it is.
    using loop = newEventLoop();
    call = runCoroutineThreadsafe(countPrimes, [LIMIT], thread.loop);
    return `Done: ${await loop.run(call)} primes below ${LIMIT}.`;
  },
  () => call?.cancel(),
);
const pageTargets: PageTargets = { showProgress: (percent) => worker.showProgress(percent) };
serveTargets(pageTargets);
