/* Compiled, never run: what the types of threads in a browser allow. */
import {
  type Coroutine,
  runCoroutineThreadsafe,
  serveTargets,
  type Target,
  Thread,
  targetsOf,
  type WebWorker,
} from "tsyncio/browser";
import { same } from "./equal.js";

declare function add(a: number, b: number): number;
declare function addLater(a: number, b: number): Promise<number>;
declare function repeat(text: string): Coroutine<string>;
declare const worker: () => WebWorker;

const targets = serveTargets({ add, addLater, repeat });
same<typeof targets.add, typeof add>(true);
// @ts-expect-error only functions are served
serveTargets({ five: 5 });

const there = targetsOf<typeof targets>();
same<typeof there.add, Target<typeof add>>(true);
// @ts-expect-error it is not served
there.subtract;

const thread = new Thread(there.add, [1, 2], { worker });
same<Awaited<typeof thread>, number>(true);
same<ReturnType<typeof thread.start>, typeof thread>(true);
// @ts-expect-error an argument is missing
new Thread(there.add, [1], { worker });
// @ts-expect-error a browser must be told how to make the worker
new Thread(there.add, [1, 2]);
// @ts-expect-error a function itself can't cross
new Thread(add, [1, 2], { worker });

const call = runCoroutineThreadsafe(there.repeat, ["a"], thread.loop);
same<Awaited<typeof call>, string>(true);
const later = runCoroutineThreadsafe(there.addLater, [1, 2], thread.loop);
same<Awaited<typeof later>, number>(true);
