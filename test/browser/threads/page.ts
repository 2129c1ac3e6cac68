/* What the test has a page do. Each case gives what came of it. */
import {
  type ConcurrentFuture,
  type Coroutine,
  newEventLoop,
  parentLoop,
  run,
  runCoroutineThreadsafe,
  serveTargets,
  type Target,
  Thread,
  targetsOf,
} from "tsyncio/browser";
import type { PageTargets, targets } from "./worker.js";

const there = targetsOf<typeof targets>();
const worker = () => new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

const notes: string[] = [];
const pageTargets: PageTargets = {
  note: (text) => notes.push(text),
  *double(n: number): Coroutine<number> {
    return 2 * n;
  },
};
serveTargets(pageTargets);

/** How something ended, if with an error. */
async function errorOf(what: () => unknown): Promise<unknown> {
  try {
    await what();
    return "no error";
  } catch (thrown) {
    const error = thrown as Error & { code?: string; details?: unknown };
    const { name, message, code, details } = error;
    return { name, message, code, details, class: error.constructor === Error ? "Error" : "its own" };
  }
}

/** Calls into the loop of a thread, on a loop of the page. */
async function onLoop<T>(
  call: (thread: { readonly loop: ReturnType<typeof parentLoop> }) => ConcurrentFuture<T>,
) {
  await using thread = new Thread(there.runLoop, [], { worker }).start();
  return await run(() => call(thread));
}

const cases = {
  result: () => new Thread(there.add, [1, 2], { worker }).start(),
  async exitCode() {
    const thread = new Thread(there.addLater, [3, 4], { worker, name: "adder" }).start();
    const result = await run(thread);
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { result, code: thread.exitCode, alive: thread.isAlive(), text: String(thread) };
  },
  error: () => errorOf(() => new Thread(there.fail, [], { worker }).start()),
  call: () => onLoop((thread) => runCoroutineThreadsafe(there.addLater, [5, 6], thread.loop)),
  askPage: () => onLoop((thread) => runCoroutineThreadsafe(there.askPage, [21], thread.loop)),
  async cancel() {
    await using thread = new Thread(there.runLoop, [], { worker }).start();
    using loop = newEventLoop();
    const future = runCoroutineThreadsafe(there.waitForEver, [], thread.loop);
    await loop.run(() => runCoroutineThreadsafe(there.addLater, [0, 0], thread.loop));
    future.cancel();
    await loop.run(() => runCoroutineThreadsafe(there.addLater, [0, 0], thread.loop));
    return { cancelled: future.cancelled(), notes };
  },
  async terminate() {
    const thread = new Thread(there.runLoop, [], { worker }).start();
    const future = runCoroutineThreadsafe(there.waitForEver, [], thread.loop);
    thread.terminate();
    return [await errorOf(() => future), await errorOf(() => thread), thread.exitCode, thread.isAlive()];
  },
  using() {
    const thread = new Thread(there.runLoop, [], { worker }).start();
    thread[Symbol.dispose]();
    return thread.isAlive();
  },
  block: () => new Thread(there.block, [], { worker }).start(),
  join: () => errorOf(() => new Thread(there.add, [1, 2], { worker }).start().join()),
  blockOnPage: () => errorOf(() => new Thread(there.blockOnPage, [], { worker }).start()),
  blockLoopOnPage: () => errorOf(() => new Thread(there.blockLoopOnPage, [], { worker }).start()),
  inner: () => new Thread(there.startInner, [], { worker }).start(),
  generator: () => errorOf(() => onLoop((thread) => runCoroutineThreadsafe(there.count, [], thread.loop))),
  notServed() {
    const { secret } = targetsOf<{ secret: () => void }>();
    return errorOf(() => new Thread(secret, [], { worker }).start());
  },
  here: () => errorOf(() => there.add.fn(1, 2)),
  throwsAtLoad: () =>
    errorOf(() =>
      new Thread(there.add, [1, 2], {
        name: "broken",
        worker: () => new Worker(new URL("./throws.ts", import.meta.url), { type: "module" }),
      }).start(),
    ),
  missing: () =>
    errorOf(() =>
      new Thread(there.add, [1, 2], {
        name: "missing",
        worker: () => new Worker("/nowhere.js", { type: "module" }),
      }).start(),
    ),
  silent() {
    new Thread(there.add, [1, 2], {
      worker: () => new Worker(new URL("./silent.ts", import.meta.url), { type: "module" }),
    }).start();
  },
  noWorker: () => errorOf(() => new Thread(there.add, [1, 2], {} as { worker: () => Worker })),
  noTarget: () => errorOf(() => new Thread(Math.max as unknown as Target, [] as never, { worker })),
  uncloneable: () =>
    errorOf(() => new Thread(there.add, [1, (() => 2) as unknown as number], { worker }).start()),
  noParent: () => errorOf(() => parentLoop()),
  notFunction: () => errorOf(() => serveTargets({ five: 5 as unknown as () => void })),
};
Object.assign(globalThis, { cases });
