import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  aiter,
  createTask,
  exported,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  run,
  runSync,
  SharedEvent,
  SharedQueue,
  sleep,
  type TargetFunction,
  Thread,
} from "tsyncio";
import { consume, failToGet, flood, get, type Item, produce, put } from "./fixtures/queues.js";
import { ways } from "./ways.js";

const url = new URL("./fixtures/queues.js", import.meta.url).href;
const queues = <F extends TargetFunction>(fn: F) => exported(url, fn);

/** Resolves when so many threads wait to get something. */
async function whenGetting(queue: SharedQueue<never>, threads: number): Promise<void> {
  while (!String(queue).includes(`getters:${threads}`)) await new Promise((resolve) => setImmediate(resolve));
}

for (const way of ways) {
  describe(`SharedQueue, waiting in this way: ${way}`, () => {
    test("get: waits for an item of another thread", async () => {
      const queue = new SharedQueue<string>();
      const thread = new Thread(queues(get<string>), [way, queue]).start();
      await whenGetting(queue as SharedQueue<never>, 1);
      queue.putSync("item");
      assert.equal(await thread, "item");
    });

    test("put: waits for room that another thread makes", async () => {
      const queue = new SharedQueue<number>({ maxSize: 1 });
      queue.putNowait(1);
      const thread = new Thread(queues(put<number>), [way, queue, 2]).start();
      while (!String(queue).includes("putters:1")) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(await get(way, queue), 1);
      await thread;
      assert.equal(await get(way, queue), 2);
    });

    for (const options of [{ maxSize: 3 }, { maxBytes: 600 }]) {
      test(`each item once, in the order of who put it, through ${JSON.stringify(options)}`, async () => {
        const queue = new SharedQueue<Item>(options);
        const count = 150;
        const consumers = ways.map((other) => new Thread(queues(consume), [other, queue]).start());
        const producers = ways.map((other, i) =>
          new Thread(queues(produce), [other, queue, i, count]).start(),
        );
        await produce(way, queue, 3, count);
        for (const producer of producers) await producer;
        await run(() => queue.join());
        queue.shutdown();
        const got: (readonly [number, number])[] = [];
        for (const consumer of consumers) {
          const theirs = await consumer;
          for (const producer of [0, 1, 2, 3]) {
            const sequence = theirs.filter(([by]) => by === producer).map(([, i]) => i);
            assert.deepEqual(
              sequence,
              [...sequence].sort((a, b) => a - b),
            );
          }
          got.push(...theirs);
        }
        const all = [0, 1, 2, 3].flatMap((producer) =>
          Array.from({ length: count }, (_, i) => [producer, i] as const),
        );
        assert.deepEqual(
          got.sort(([a, i], [b, j]) => a - b || i - j),
          all,
        );
      });
    }

    test("shutdown: who waits is told, in all threads", async () => {
      const queue = new SharedQueue<never>();
      const threads = ways.map((other) => new Thread(queues(failToGet), [other, queue]).start());
      await whenGetting(queue, 3);
      queue.shutdown();
      for (const thread of threads) assert.equal(await thread, "ERR_QUEUE_SHUT_DOWN");
      assert.equal(await failToGet(way, queue), "ERR_QUEUE_SHUT_DOWN");
    });

    test("a thread is killed in the midst of puts and gets: the others go on", async () => {
      for (let round = 0; round < 3; round++) {
        const queue = new SharedQueue<string>({ maxBytes: 512 });
        const begun = new SharedEvent();
        const thread = new Thread(queues(flood), [queue, begun]).start();
        begun.waitSync();
        thread.terminate();
        assert.throws(() => thread.join(), { code: "ERR_AGENT_ENDED" });
        while (!queue.empty()) assert.match(await get(way, queue), /^y*$/);
        await put(way, queue, "after");
        assert.equal(await get(way, queue), "after");
      }
    });
  });
}

describe("SharedQueue", () => {
  test("an item is what structured cloning makes of it, and what it was when it was put", () => {
    const queue = new SharedQueue<unknown>({ maxBytes: 2 ** 16 });
    const items = [
      undefined,
      null,
      true,
      -0,
      Number.NaN,
      2 ** 60,
      12n,
      "",
      "ascii",
      "größer",
      "\ud800",
      "😀",
      { plain: [1, "two", null, { three: "drei größer" }] },
      { nan: Number.NaN },
      { negativeZero: -0 },
      { missing: undefined },
      Object.assign(new Array(3), { 0: 1 }),
      JSON.parse('{"__proto__":1}'),
      { a: [1, { b: new Map([[1, new Set(["x"])]]) }] },
      new Date(5),
      /x/gi,
      new Uint8Array([1, 2, 3]),
      new Float64Array([1.5]),
      new Uint8Array(0),
      new RangeError("an error"),
    ];
    for (const item of items) queue.putNowait(item);
    assert.equal(queue.size, items.length);
    for (const item of items) assert.deepEqual(queue.getNowait(), item);
    const part = {};
    queue.putNowait([part, part]);
    const [one, other] = queue.getNowait() as [unknown, unknown];
    assert.equal(one, other, "an object that occurs twice arrives as one");
    const computed = Object.defineProperty({ toJSON: 1 }, "a", { enumerable: true, get: () => 2 });
    queue.putNowait(computed);
    assert.deepEqual(queue.getNowait(), { toJSON: 1, a: 2 });
    queue.putNowait([new Float64Array(2)]);
    const [floats] = queue.getNowait() as [Float64Array];
    assert.equal(floats.buffer.byteLength, 16, "a view has its memory to itself");
    const bytes = new Uint8Array([1]);
    queue.putNowait(bytes);
    bytes[0] = 2;
    assert.deepEqual(queue.getNowait(), new Uint8Array([1]));
  });

  test("any sequence of puts and gets, of items of any size, is that of a list", () => {
    const item = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.uint8Array({ maxLength: 60 }),
      fc.double(),
      fc.dictionary(fc.string({ maxLength: 3 }), fc.boolean(), { maxKeys: 3, noNullPrototype: true }),
    );
    const steps = fc.array(fc.option(item, { freq: 2, nil: undefined }), { maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 160, max: 400 }), (sequence, maxBytes) => {
        const queue = new SharedQueue<unknown>({ maxBytes });
        const model: unknown[] = [];
        for (const step of sequence) {
          if (step === undefined) {
            if (model.length === 0) assert.throws(() => queue.getNowait(), QueueEmpty);
            else assert.deepEqual(queue.getNowait(), model.shift());
            continue;
          }
          try {
            queue.putNowait(step);
            model.push(step);
          } catch (error) {
            // What fits into an empty queue is refused only while there is something in it.
            assert.ok(error instanceof QueueFull && model.length > 0);
          }
          assert.equal(queue.size, model.length);
        }
        for (const left of model) assert.deepEqual(queue.getNowait(), left);
      }),
    );
  });

  test("an item may be as large as the queue", () => {
    const queue = new SharedQueue<string>({ maxBytes: 1024 });
    for (let i = 0; i < 3; i++) {
      queue.putNowait("x".repeat(1016));
      assert.equal(queue.full(), true);
      assert.equal(queue.getNowait().length, 1016);
    }
    assert.throws(() => queue.put("x".repeat(1017)), {
      name: "RangeError",
      message: "Cannot put an item of 1017 bytes into <SharedQueue size:0>: it has 1024 in all, see maxBytes",
    });
  });

  test("put: refuses at once what can't be cloned", () => {
    const queue = new SharedQueue<unknown>();
    for (const putIt of [queue.put, queue.putSync, queue.putNowait]) {
      for (const [item, reason] of [
        [Symbol("no"), "item is a symbol"],
        [{ jobs: [1, { run: () => {} }] }, "item.jobs[1].run is a function"],
        [[new SharedArrayBuffer(8)], "item[0] is a SharedArrayBuffer"],
      ] as const) {
        assert.throws(() => putIt.call(queue, item), {
          name: "TypeError",
          message:
            `Cannot put an item into <SharedQueue size:0>: ${reason}. They are copied (structured clone): functions, symbols and ` +
            "live objects stay in the thread that made them.",
        });
      }
    }
  });

  test("put, get: those that are cancelled lose no item", async () => {
    const queue = new SharedQueue<number>({ maxSize: 1 });
    await run(function* () {
      const getters = [createTask(queue.get()), createTask(queue.get())] as const;
      yield* sleep(0);
      queue.putNowait(1);
      getters[0].cancel();
      assert.equal(yield* getters[1], 1);
      queue.putNowait(2);
      const putters = [createTask(queue.put(3)), createTask(queue.put(4))] as const;
      yield* sleep(0);
      putters[0].cancel();
      assert.equal(yield* queue.get(), 2);
      yield* putters[1];
      assert.equal(yield* queue.get(), 4);
      assert.ok(getters[0].cancelled() && putters[0].cancelled());
    });
  });

  test("putSync, getSync, joinSync: TimeoutError after the time they were given", () => {
    const queue = new SharedQueue<number>({ maxSize: 1 });
    assert.throws(() => queue.getSync(1), {
      name: "TimeoutError",
      message: "<SharedQueue size:0/1> had no item within 1 ms",
    });
    queue.putSync(1);
    assert.throws(() => queue.putSync(2, 1), {
      name: "TimeoutError",
      message: "<SharedQueue size:1/1> had no room within 1 ms",
    });
    assert.throws(() => queue.joinSync(1), {
      name: "TimeoutError",
      message: "The items of <SharedQueue size:1/1> were not dealt with within 1 ms",
    });
  });

  test("putNowait, getNowait: QueueFull and QueueEmpty", () => {
    const queue = new SharedQueue<number>({ maxSize: 1 });
    assert.throws(() => queue.getNowait(), {
      code: "ERR_QUEUE_EMPTY",
      message: "Cannot get an item: the queue is empty",
    });
    queue.putNowait(1);
    assert.throws(() => queue.putNowait(2), {
      code: "ERR_QUEUE_FULL",
      message: "Cannot put an item of 8 bytes: <SharedQueue size:1/1> has no room for it",
    });
  });

  test("shutdown: what it holds can still be got; nothing can be put", () => {
    const queue = new SharedQueue<number>();
    queue.putNowait(1);
    queue.shutdown();
    assert.throws(() => queue.putNowait(2), QueueShutDown);
    assert.equal(queue.getSync(), 1);
    assert.throws(() => queue.getSync(), QueueShutDown);
    assert.equal(String(queue), "<SharedQueue size:0 shutdown>");
  });

  test("shutdown: immediately, it drops what it holds, which counts as dealt with", () => {
    const queue = new SharedQueue<number>();
    queue.putNowait(1);
    queue.putNowait(2);
    queue.shutdown({ immediate: true });
    assert.equal(queue.empty(), true);
    queue.joinSync();
  });

  test("taskDone: refused more often than items were put", () => {
    const queue = new SharedQueue<number>();
    queue.putNowait(1);
    queue.taskDone();
    assert.throws(() => queue.taskDone(), {
      name: "RangeError",
      message: "Cannot call taskDone: it was called as often as items were put",
    });
    runSync(() => queue.join());
  });

  test("for await, aiter: the items, until it is shut down", async () => {
    const queue = new SharedQueue<number>();
    const got: number[] = [];
    queue.putNowait(1);
    queue.putNowait(2);
    queue.putNowait(3);
    queue.shutdown();
    runSync(function* () {
      const items = aiter(queue);
      yield* items.moveNext();
      got.push(items.current);
    });
    await run(async () => {
      for await (const item of queue) got.push(item);
    });
    assert.deepEqual(got, [1, 2, 3]);
  });

  test("new: refuses what is no size", () => {
    assert.throws(() => new SharedQueue({ maxSize: -1 }), {
      name: "RangeError",
      message: "Cannot make a SharedQueue of -1 items: a whole number from 0 to 2 ** 30 is expected",
    });
    assert.throws(() => new SharedQueue({ maxBytes: 10 }), {
      name: "RangeError",
      message: "Cannot make a SharedQueue of 10 bytes: a whole number from 64 to 2 ** 30 is expected",
    });
    assert.throws(() => new SharedQueue(5 as never), {
      name: "TypeError",
      message:
        "Cannot make a SharedQueue: its options are number, and must be an object, as in { maxSize: 5 }",
    });
  });
});
