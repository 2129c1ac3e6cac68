import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createTask, gather, PriorityQueue, sleep } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

/** All items, in the order in which they come out. */
function drain<T>(queue: PriorityQueue<T>): T[] {
  const items: T[] = [];
  while (!queue.empty()) items.push(queue.getNowait());
  return items;
}

function fill<T>(queue: PriorityQueue<T>, items: readonly T[]): PriorityQueue<T> {
  for (const item of items) queue.putNowait(item);
  return queue;
}

test("PriorityQueue: compares numbers, strings, bigints and dates by <", () => {
  assert.deepEqual(drain(fill(new PriorityQueue<number>(), [10, 9, 2, -1])), [-1, 2, 9, 10]);
  assert.deepEqual(drain(fill(new PriorityQueue<string>(), ["b", "10", "9"])), ["10", "9", "b"]);
  assert.deepEqual(drain(fill(new PriorityQueue<bigint>(), [3n, 1n])), [1n, 3n]);
  const dates = [new Date(2), new Date(1)];
  assert.deepEqual(drain(fill(new PriorityQueue<Date>(), dates)), [dates[1], dates[0]]);
});

test("PriorityQueue: compares arrays by their first unequal elements, and a shorter one comes first", () => {
  const items: (readonly (number | string)[])[] = [[1, "b"], [0, "z"], [1, "a"], [1], [1, "a", 0]];
  assert.deepEqual(drain(fill(new PriorityQueue<readonly (number | string)[]>(), items)), [
    [0, "z"],
    [1],
    [1, "a"],
    [1, "a", 0],
    [1, "b"],
  ]);
  const nested: [[number, number], string][] = [
    [[1, 2], "second"],
    [[1, 1], "first"],
  ];
  assert.deepEqual(
    drain(fill(new PriorityQueue<[[number, number], string]>(), nested)).map(([, name]) => name),
    ["first", "second"],
  );
});

test("PriorityQueue: elements that can't be compared count as equal, so that order of arrival decides", () => {
  const [a, b] = [{ a: 1 }, { b: 2 }];
  assert.deepEqual(
    drain(
      fill(new PriorityQueue<[number, object]>(), [
        [1, b],
        [1, a],
        [0, a],
      ]),
    ),
    [
      [0, a],
      [1, b],
      [1, a],
    ],
  );
});

test("PriorityQueue: sorts any numbers as sort does", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      assert.deepEqual(
        drain(fill(new PriorityQueue<number>(), numbers)),
        [...numbers].sort((a, b) => a - b),
      );
    }),
  );
});

test("PriorityQueue: compare may turn the order round", () => {
  const queue = new PriorityQueue<number>({ compare: (a, b) => b - a, maxSize: 3 });
  assert.equal(queue.maxSize, 3);
  assert.deepEqual(drain(fill(queue, [1, 3, 2])), [3, 2, 1]);
});

onEveryWayOfWaiting("PriorityQueue.get: gives the least at the time the getter runs", async (way) => {
  const queue = new PriorityQueue<[number, string]>();
  await way.run(function* () {
    const getter = createTask(queue.get());
    yield* sleep(0);
    queue.putNowait([2, "put first"]);
    queue.putNowait([1, "more urgent"]);
    assert.deepEqual(yield* getter, [1, "more urgent"]);
    queue.putNowait([2, "put later"]);
    assert.deepEqual(
      (yield* gather([queue.get(), queue.get()])).map(([, name]) => name),
      ["put first", "put later"],
    );
  });
});

onEveryWayOfWaiting("PriorityQueue.join: waits for as many taskDone as there were puts", async (way) => {
  const queue = new PriorityQueue<number>();
  await way.run(function* () {
    yield* queue.join();
    fill(queue, [3, 1, 2]);
    const done: number[] = [];
    const joins = [createTask(queue.join()), createTask(queue.join())];
    while (!queue.empty()) {
      done.push(yield* queue.get());
      yield* sleep(1);
      assert.equal(joins[0]?.done(), false);
      queue.taskDone();
    }
    yield* gather(joins);
    assert.deepEqual(done, [1, 2, 3]);
    assert.throws(() => queue.taskDone(), { message: /taskDone/ });
    queue.putNowait(4);
    const again = createTask(queue.join());
    yield* sleep(1);
    assert.equal(again.done(), false);
    queue.taskDone();
    yield* again;
  });
});
