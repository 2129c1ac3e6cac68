/*
 * A main loop that is called from JavaScript and does not return, as GLib's and Tk's: it calls timers and handlers, but no
 * promise settles meanwhile (node-gtk#430, #442, #273).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Coroutine,
  gather,
  type Host,
  newEventLoop,
  Queue,
  runCoroutineThreadsafe,
  sleep,
  Thread,
} from "tsyncio";
import { transformAsync } from "tsyncio/transform";
import { countUp, serveUntilStopped } from "../../agents/fixtures/calls.js";
import { calls } from "../../agents/targets.js";

/** Runs in one call from beginning to end: what waits for a promise waits until {@link ClosedInLoop.run} returns. */
class ClosedInLoop implements Host {
  readonly pollInterval = 1;
  private readonly calls: { readonly when: number; fn: () => void }[] = [];

  post(fn: () => void): void {
    this.calls.push({ when: 0, fn });
  }

  postDelayed(fn: () => void, ms: number): () => void {
    const call = { when: performance.now() + ms, fn };
    this.calls.push(call);
    return () => {
      call.fn = () => {};
    };
  }

  run(isOver: () => boolean): void {
    while (!isOver()) {
      const index = this.calls.findIndex(({ when }) => when <= performance.now());
      if (index >= 0) this.calls.splice(index, 1)[0]?.fn();
    }
  }
}

test("a main loop that lets no promise settle: tasks, timers and queues of its guest go on", async () => {
  const mainLoop = new ClosedInLoop();
  using loop = newEventLoop();
  let native = "is stuck";
  Promise.resolve().then(() => {
    native = "went on";
  });
  const queue = new Queue<string>();
  function* main(): Coroutine<string[]> {
    const [, item] = yield* gather([sleep(2), queue.get(), putLater(queue)]);
    return [item, native];
  }
  const done = loop.run(main, { host: mainLoop });
  mainLoop.run(() => !loop.isRunning());
  assert.equal(native, "is stuck");
  assert.deepEqual(await done, ["an item", "is stuck"]);
  assert.equal(native, "went on");
});

function* putLater(queue: Queue<string>): Coroutine<void> {
  yield* sleep(1);
  yield* queue.put("an item");
}

test("a main loop that lets no promise settle: compiled async functions go on all the same", async () => {
  const code = `
    import { sleep } from ${JSON.stringify(import.meta.resolve("tsyncio"))};
    async function twice(n) {
      await sleep(1);
      return 2 * n;
    }
    export async function main() {
      let sum = 0;
      for (const n of [1, 2, 3]) sum += await twice(n);
      return sum;
    }
  `;
  const options = { file: "program.js", runtime: import.meta.resolve("tsyncio/managed") };
  const { code: compiled } = transformAsync(code, options) ?? assert.fail();
  const { main } = (await import(`data:text/javascript,${encodeURIComponent(compiled)}`)) as {
    main: () => Promise<number>;
  };
  const mainLoop = new ClosedInLoop();
  using loop = newEventLoop();
  const task = loop.run(main, { host: mainLoop });
  mainLoop.run(() => !loop.isRunning());
  assert.equal(await task, 12);
});

test("a main loop that lets no promise settle: what a thread sends is found", async () => {
  const mainLoop = new ClosedInLoop();
  using loop = newEventLoop();
  await using thread = new Thread(calls(serveUntilStopped), []).start();
  const done = loop.run(() => runCoroutineThreadsafe(calls(countUp), [3], thread.loop), { host: mainLoop });
  mainLoop.run(() => !loop.isRunning());
  assert.equal(await done, 3);
});
