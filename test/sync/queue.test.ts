import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  aiter,
  CancelledError,
  type Coroutine,
  createTask,
  gather,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  sleep,
  wait,
} from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

onEveryWayOfWaiting(
  "Queue: items come in the order in which they were put, to who waits the longest",
  async (way) => {
    const queue = new Queue<number>();
    await way.run(function* () {
      const getters = [createTask(queue.get()), createTask(queue.get())];
      yield* sleep(0);
      yield* queue.put(1);
      yield* queue.put(2);
      assert.deepEqual(yield* gather(getters), [1, 2]);
    });
  },
);

onEveryWayOfWaiting("Queue.put: waits for room", async (way) => {
  const queue = new Queue<number>({ maxSize: 1 });
  await way.run(function* () {
    yield* queue.put(1);
    const second = createTask(queue.put(2));
    yield* sleep(1);
    assert.equal(second.done(), false);
    assert.equal(yield* queue.get(), 1);
    yield* second;
    assert.equal(queue.full(), true);
  });
});

onEveryWayOfWaiting("Queue.getNowait: can take what a getter was woken for, who waits again", async (way) => {
  const queue = new Queue<string>();
  await way.run(function* () {
    const getter = createTask(queue.get());
    yield* sleep(0);
    queue.putNowait("stolen");
    assert.equal(queue.getNowait(), "stolen");
    yield* sleep(0);
    assert.equal(getter.done(), false);
    queue.putNowait("kept");
    assert.equal(yield* getter, "kept");
  });
});

onEveryWayOfWaiting("Queue.join: waits for as many taskDone as there were puts", async (way) => {
  const queue = new Queue<number>();
  await way.run(function* () {
    yield* queue.join();
    queue.putNowait(1);
    queue.putNowait(2);
    const joined = createTask(queue.join());
    queue.getNowait();
    queue.taskDone();
    yield* sleep(1);
    assert.equal(joined.done(), false);
    queue.getNowait();
    queue.taskDone();
    assert.equal(yield* joined, true);
  });
  assert.throws(() => queue.taskDone(), { name: "RangeError", message: /called as often as items were put/ });
});

onEveryWayOfWaiting(
  "Queue.shutdown: what is in it can still be got, then getters and putters are told",
  async (way) => {
    const queue = new Queue<number>({ maxSize: 1 });
    await way.run(function* () {
      queue.putNowait(1);
      const putter = createTask(queue.put(2));
      yield* sleep(0);
      queue.shutdown();
      assert.equal(yield* queue.get(), 1);
      const errors = yield* gather([putter, queue.get()], { returnExceptions: true });
      for (const error of errors) assert.ok(error instanceof QueueShutDown);
    });
  },
);

onEveryWayOfWaiting("Queue.shutdown: immediate drops the items, which count as dealt with", async (way) => {
  const queue = new Queue<number>();
  await way.run(function* () {
    queue.putNowait(1);
    queue.putNowait(2);
    const joined = createTask(queue.join());
    yield* sleep(0);
    queue.shutdown({ immediate: true });
    assert.equal(queue.empty(), true);
    yield* joined;
  });
});

test("Queue: in host code it is iterated until it is shut down", async () => {
  using loop = virtualLoop();
  const queue = new Queue<number>({ maxSize: 1 });
  function* produce(): Coroutine<void> {
    for (let i = 0; i < 4; i++) yield* queue.put(i);
    queue.shutdown();
  }
  const items = await loop.run(async () => {
    createTask(produce());
    const got: number[] = [];
    for await (const item of queue) got.push(item);
    return got;
  });
  assert.deepEqual(items, [0, 1, 2, 3]);
});

test("Queue: what can't be done at once is an error that says so", () => {
  const queue = new Queue<number>({ maxSize: 1 });
  assert.throws(() => queue.getNowait(), QueueEmpty);
  queue.putNowait(1);
  assert.throws(
    () => queue.putNowait(2),
    (error) => error instanceof QueueFull && /holds 1/.test(error.message),
  );
  queue.shutdown();
  assert.throws(() => queue.putNowait(3), { code: "ERR_QUEUE_SHUT_DOWN", message: /shut down/ });
  assert.throws(() => new Queue({ maxSize: -1 }), {
    name: "RangeError",
    message: /Cannot make a queue of -1 items/,
  });
});

test("LifoQueue: gives the last first", () => {
  const queue = new LifoQueue<number>();
  for (const item of [1, 2, 3]) queue.putNowait(item);
  assert.deepEqual([queue.getNowait(), queue.getNowait(), queue.getNowait()], [3, 2, 1]);
});

test("PriorityQueue: gives the least first, equal ones in the order in which they were put", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5)), (priorities) => {
      const queue = new PriorityQueue<{ priority: number; id: number }>({
        compare: (a, b) => a.priority - b.priority,
      });
      const items = priorities.map((priority, id) => ({ priority, id }));
      for (const item of items) queue.putNowait(item);
      const got = [];
      while (!queue.empty()) got.push(queue.getNowait());
      assert.deepEqual(
        got,
        [...items].sort((a, b) => a.priority - b.priority || a.id - b.id),
      );
    }),
  );
});

test("Queue: thousands of items keep their order", () => {
  const queue = new Queue<number>();
  let next = 0;
  for (let i = 0; i < 5000; i++) {
    queue.putNowait(i);
    if (i % 3 === 0) assert.equal(queue.getNowait(), next++);
  }
  while (!queue.empty()) assert.equal(queue.getNowait(), next++);
  assert.equal(next, 5000);
});

onEveryWayOfWaiting("Queue.get, Queue.put: give way only if they must wait", async (way) => {
  const queue = new Queue<number>({ maxSize: 1 });
  await way.run(function* () {
    let others = 0;
    way.loop.callSoon(() => others++);
    yield* queue.put(1);
    assert.equal(yield* queue.get(), 1);
    yield* queue.put(2);
    assert.equal(others, 0);
    const putter = createTask(queue.put(3));
    yield* sleep(1);
    assert.deepEqual([others, putter.done()], [1, false]);
    queue.getNowait();
    yield* putter;
  });
});

onEveryWayOfWaiting("Queue.put: who waits for room is served in order of arrival", async (way) => {
  const queue = new Queue<number>({ maxSize: 1 });
  await way.run(function* () {
    const putters = [0, 1, 2, 3].map((n) => createTask(queue.put(n)));
    const got: number[] = [];
    for (let i = 0; i < 4; i++) {
      yield* sleep(1);
      got.push(yield* queue.get());
    }
    yield* gather(putters);
    assert.deepEqual(got, [0, 1, 2, 3]);
  });
});

onEveryWayOfWaiting(
  "Queue.putNowait: can take the room that a putter was woken for, who waits again",
  async (way) => {
    const queue = new Queue<string>({ maxSize: 1 });
    await way.run(function* () {
      queue.putNowait("first");
      const putter = createTask(queue.put("late"));
      yield* sleep(0);
      queue.getNowait();
      queue.putNowait("pushed in");
      yield* sleep(1);
      assert.equal(putter.done(), false);
      assert.equal(queue.getNowait(), "pushed in");
      yield* putter;
      assert.equal(queue.getNowait(), "late");
    });
  },
);

onEveryWayOfWaiting(
  "Queue.get: cancelled after its wake-up, the item goes to the next getter",
  async (way) => {
    const queue = new Queue<string>();
    await way.run(function* () {
      const [a, b] = [createTask(queue.get()), createTask(queue.get())];
      yield* sleep(0);
      queue.putNowait("item");
      a.cancel();
      assert.equal(yield* b, "item");
      assert.equal(a.cancelled(), true);
    });
  },
);

onEveryWayOfWaiting("Queue.get: cancelled before the put, it is no longer in the way", async (way) => {
  const queue = new Queue<string>();
  await way.run(function* () {
    const [a, b] = [createTask(queue.get()), createTask(queue.get())];
    yield* sleep(0);
    a.cancel();
    queue.putNowait("item");
    assert.equal(yield* b, "item");
    assert.equal(a.cancelled(), true);
  });
});

onEveryWayOfWaiting(
  "Queue.put: cancelled after its wake-up, the room goes to the next putter, and its item is not put",
  async (way) => {
    const queue = new Queue<string>({ maxSize: 1 });
    await way.run(function* () {
      queue.putNowait("first");
      const [a, b] = [createTask(queue.put("a")), createTask(queue.put("b"))];
      yield* sleep(0);
      queue.getNowait();
      a.cancel();
      yield* b;
      assert.equal(a.cancelled(), true);
      assert.equal(queue.getNowait(), "b");
      assert.equal(queue.empty(), true);
    });
  },
);

onEveryWayOfWaiting(
  "Queue.join: several wait, and a put after the last taskDone makes it unfinished again",
  async (way) => {
    const queue = new Queue<number>();
    await way.run(function* () {
      queue.putNowait(1);
      const joins = [createTask(queue.join()), createTask(queue.join())];
      yield* sleep(0);
      assert.equal(queue.getNowait(), 1);
      queue.taskDone();
      queue.putNowait(2);
      assert.deepEqual(yield* gather(joins), [true, true]);
      const again = createTask(queue.join());
      yield* sleep(1);
      assert.equal(again.done(), false);
      again.cancel();
      yield* wait([again]);
      assert.equal(again.cancelled(), true);
    });
  },
);

onEveryWayOfWaiting("Queue.join: of a queue that nothing was put into does not wait", async (way) => {
  await way.run(function* () {
    let others = 0;
    way.loop.callSoon(() => others++);
    assert.equal(yield* new Queue().join(), true);
    assert.equal(others, 0);
  });
});

onEveryWayOfWaiting(
  "Queue.shutdown: wakes all getters of an empty queue, and all putters of a full one",
  async (way) => {
    const empty = new Queue<number>();
    const full = new Queue<number>({ maxSize: 1 });
    full.putNowait(0);
    await way.run(function* () {
      const waiting = [
        createTask(empty.get()),
        createTask(empty.get()),
        createTask(full.put(1)),
        createTask(full.put(2)),
      ];
      yield* sleep(0);
      empty.shutdown();
      full.shutdown();
      const outcomes = yield* gather(waiting, { returnExceptions: true });
      assert.deepEqual(
        outcomes.map((error) => [(error as Error).name, (error as Error).message]),
        [
          ["QueueShutDown", "Cannot get an item: the queue was shut down and is empty"],
          ["QueueShutDown", "Cannot get an item: the queue was shut down and is empty"],
          ["QueueShutDown", "Cannot put an item: the queue was shut down"],
          ["QueueShutDown", "Cannot put an item: the queue was shut down"],
        ],
      );
      assert.equal(full.size, 1);
      assert.equal(`${full}`, "<Queue size:1/1 shutdown>");
    });
  },
);

onEveryWayOfWaiting(
  "Queue.shutdown: join waits for what was got but is not dealt with, immediate or not",
  async (way) => {
    for (const immediate of [false, true]) {
      const queue = new Queue<number>();
      await way.run(function* () {
        queue.putNowait(1);
        queue.putNowait(2);
        queue.getNowait();
        const joined = createTask(queue.join());
        yield* sleep(0);
        queue.shutdown({ immediate });
        yield* sleep(1);
        assert.equal(joined.done(), false);
        queue.taskDone();
        if (!immediate) {
          assert.equal(queue.getNowait(), 2);
          queue.taskDone();
        }
        assert.equal(yield* joined, true);
        assert.throws(() => queue.taskDone(), { name: "RangeError" });
        assert.throws(() => queue.getNowait(), QueueShutDown);
      });
    }
  },
);

onEveryWayOfWaiting(
  "Queue.shutdown: twice is allowed; immediate afterwards drops what is left",
  async (way) => {
    const queue = new Queue<number>();
    await way.run(function* () {
      queue.putNowait(1);
      queue.shutdown();
      queue.shutdown();
      assert.equal(queue.size, 1);
      queue.shutdown({ immediate: true });
      assert.equal(queue.size, 0);
      yield* queue.join();
    });
  },
);

onEveryWayOfWaiting(
  "Queue.shutdown: a getter that was cancelled in the same callback is cancelled",
  async (way) => {
    const queue = new Queue<number>();
    await way.run(function* () {
      const getter = createTask(queue.get());
      yield* sleep(0);
      getter.cancel();
      queue.shutdown();
      yield* wait([getter]);
      assert.throws(
        () => getter.result(),
        (error) => error instanceof CancelledError,
      );
    });
  },
);

test("Queue: for await in host code passes other errors on, and leaves the queue usable at a break", async () => {
  using loop = virtualLoop();
  const queue = new Queue<number>();
  for (const item of [1, 2, 3]) queue.putNowait(item);
  await loop.run(async () => {
    for await (const item of queue) if (item === 2) break;
    assert.equal(queue.size, 1);
    assert.equal(await queue.get(), 3);
  });
});

test("Queue: for await of several readers gives each item once, and ends them all", async () => {
  using loop = virtualLoop();
  const queue = new Queue<number>();
  const read = async () => {
    const got: number[] = [];
    for await (const item of queue) got.push(item);
    return got;
  };
  const got = await loop.run(async () => {
    function* produce(): Coroutine<void> {
      for (let i = 0; i < 10; i++) {
        yield* queue.put(i);
        yield* sleep(i % 3);
      }
      queue.shutdown();
    }
    const producer = createTask(produce());
    const readers = await Promise.all([read(), read(), read()]);
    await producer;
    return readers;
  });
  assert.deepEqual(got.flat().sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("Queue.putNowait, getNowait: refuse with an error's name, code and text", () => {
  const queue = new Queue<number>({ maxSize: 2 });
  const { getNowait } = { getNowait: () => queue.getNowait() };
  assert.throws(getNowait, (error) => error instanceof QueueEmpty && error.name === "QueueEmpty");
  assert.throws(getNowait, { code: "ERR_QUEUE_EMPTY", message: "Cannot get an item: the queue is empty" });
  queue.putNowait(1);
  assert.equal(queue.full(), false);
  queue.putNowait(2);
  assert.equal(queue.full(), true);
  assert.throws(
    () => queue.putNowait(3),
    (error) => error instanceof QueueFull && error.name === "QueueFull",
  );
  assert.throws(() => queue.putNowait(3), {
    code: "ERR_QUEUE_FULL",
    message: "Cannot put an item: the queue holds 2, which is all it may",
  });
  assert.equal(`${queue}`, "<Queue size:2/2>");
  queue.shutdown({ immediate: true });
  assert.throws(getNowait, {
    name: "QueueShutDown",
    code: "ERR_QUEUE_SHUT_DOWN",
    message: "Cannot get an item: the queue was shut down and is empty",
  });
});

test("Queue: without a limit is never full", () => {
  for (const queue of [new Queue<number>(), new Queue<number>({ maxSize: 0 })]) {
    for (let i = 0; i < 1000; i++) queue.putNowait(i);
    assert.equal(queue.full(), false);
    assert.deepEqual([queue.size, queue.maxSize, queue.empty()], [1000, 0, false]);
    assert.equal(`${queue}`, "<Queue size:1000>");
  }
});

for (const maxSize of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
  test(`Queue: a maxSize of ${maxSize} is refused`, () => {
    assert.throws(() => new Queue({ maxSize }), {
      name: "RangeError",
      message: `Cannot make a queue of ${maxSize} items: a whole number of 0 or more is expected`,
    });
  });
}

onEveryWayOfWaiting("Queue: aiter gives the items until the queue is shut down and empty", async (way) => {
  const queue = new Queue<number>({ maxSize: 1 });
  await way.run(function* () {
    const producer = createTask(
      (function* () {
        for (let i = 1; i <= 3; i++) yield* queue.put(i);
        queue.shutdown();
      })(),
    );
    const got: number[] = [];
    const items = aiter(queue);
    while (yield* items.moveNext()) got.push(items.current);
    assert.deepEqual(got, [1, 2, 3]);
    yield* producer;
  });
});

test("Queue: a number, or a function, in place of the options is refused: it would have no limit, or no order", () => {
  assert.throws(() => new Queue(5 as never), {
    name: "TypeError",
    message: "Cannot make a queue: its options are number, and must be an object, as in { maxSize: 5 }",
  });
  assert.throws(() => new PriorityQueue(((a: number, b: number) => a - b) as never), {
    name: "TypeError",
    message: /its options are function, and must be an object/,
  });
});

test("Queue: for await in host code awaits items that are promises, aiter does not", async () => {
  using loop = virtualLoop();
  const queue = new Queue<Promise<string>>();
  for (const word of ["host", "generator"]) queue.putNowait(Promise.resolve(word));
  const host = await loop.run(async () => {
    for await (const item of queue) return item as unknown;
    return null;
  });
  assert.equal(host, "host");
  const inGenerator = await loop.run(function* () {
    const items = aiter(queue);
    yield* items.moveNext();
    return (items.current as unknown) instanceof Promise;
  });
  assert.equal(inGenerator, true);
});
