import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type Coroutine, createTask, Event, gather, getRunningLoop, Lock, Queue, sleep } from "tsyncio";
import { explore, type Switch } from "tsyncio/testing";

/** Any order that there is: fast-check finds the one that fails, and shrinks it. */
const schedules: fc.Arbitrary<readonly Switch[]> = fc.array(
  fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4 }), fc.boolean()),
);

function inEveryOrder(program: () => Coroutine<void>): void {
  fc.assert(fc.property(schedules, (schedule) => void explore(program, { schedule })));
  explore(program, { runs: 300 });
}

describe("legal orders", () => {
  test("a task's callbacks run in the order in which it scheduled them", () => {
    inEveryOrder(function* () {
      const loop = getRunningLoop();
      function* schedule(): Coroutine<void> {
        const order: number[] = [];
        for (let i = 0; i < 3; i++) loop.callSoon(() => order.push(i));
        yield* sleep(0);
        for (let i = 3; i < 5; i++) loop.callSoon(() => order.push(i));
        yield* sleep(1);
        assert.deepEqual(order, [0, 1, 2, 3, 4]);
      }
      yield* gather([schedule(), schedule()]);
    });
  });

  test("a future's done callbacks run in the order in which they were added", () => {
    inEveryOrder(function* () {
      const order: number[] = [];
      const future = getRunningLoop().createFuture();
      for (let i = 0; i < 4; i++) future.addDoneCallback(() => order.push(i));
      createTask(
        (function* (): Coroutine<void> {
          future.setResult();
        })(),
      );
      yield* sleep(1);
      assert.deepEqual(order, [0, 1, 2, 3]);
    });
  });

  test("a task's timers with equal deadlines fire in the order in which it set them", () => {
    inEveryOrder(function* () {
      const loop = getRunningLoop();
      const order: number[] = [];
      for (let i = 0; i < 4; i++) loop.callLater(10, () => order.push(i));
      createTask(sleep(10));
      yield* sleep(20);
      assert.deepEqual(order, [0, 1, 2, 3]);
    });
  });

  test("timers never fire out of the order of their deadlines", () => {
    inEveryOrder(function* () {
      const loop = getRunningLoop();
      const times: number[] = [];
      function* set(delays: readonly number[]): Coroutine<void> {
        for (const delay of delays) loop.callLater(delay, () => times.push(loop.time()));
      }
      yield* gather([set([3, 1, 2]), set([2, 3, 1])]);
      yield* sleep(5);
      assert.deepEqual(times, [1, 1, 2, 2, 3, 3]);
    });
  });

  test("after sleep(0), the tasks that a task started have begun, and those that it woke have seen it", () => {
    inEveryOrder(function* () {
      const begun: string[] = [];
      const door = new Event();
      function* child(name: string): Coroutine<void> {
        begun.push(name);
        yield* door.wait();
        begun.push(`${name} woke`);
      }
      const children = ["a", "b"].map((name) => createTask(child(name)));
      yield* sleep(0);
      assert.deepEqual([...begun].sort(), ["a", "b"]);
      door.set();
      yield* sleep(0);
      assert.deepEqual([...begun].sort(), ["a", "a woke", "b", "b woke"]);
      yield* gather(children);
    });
  });

  test("a program of locks, queues and timers ends, and loses nothing", () => {
    inEveryOrder(function* () {
      const queue = new Queue<number>({ maxSize: 2 });
      const lock = new Lock();
      const got: number[] = [];
      function* produce(from: number): Coroutine<void> {
        for (let i = 0; i < 3; i++) {
          yield* queue.put(from + i);
          if (i === 1) yield* sleep(1);
        }
      }
      function* consume(): Coroutine<void> {
        for (;;) {
          const item = yield* queue.get();
          yield* lock.hold(function* () {
            yield* sleep(0);
            got.push(item);
          });
          queue.taskDone();
        }
      }
      const consumers = [createTask(consume()), createTask(consume())];
      yield* gather([produce(0), produce(10)]);
      yield* queue.join();
      for (const consumer of consumers) consumer.cancel();
      assert.deepEqual(
        got.sort((a, b) => a - b),
        [0, 1, 2, 10, 11, 12],
      );
    });
  });
});

test("explore in a property: fast-check shrinks the input and the order together", () => {
  const details = fc.check(
    fc.property(fc.array(fc.nat(), { maxLength: 5 }), schedules, (deposits, schedule) => {
      explore(
        function* () {
          let balance = 0;
          function* deposit(amount: number): Coroutine<void> {
            const before = balance;
            balance = before + amount;
            // Only a deposit of more than 100 waits between reading and writing.
            if (amount > 100) {
              yield* sleep(0);
              balance = before + amount;
            }
          }
          yield* gather(deposits.map(deposit));
          assert.equal(
            balance,
            deposits.reduce((sum, amount) => sum + amount, 0),
          );
        },
        { schedule },
      );
    }),
    { seed: 1, numRuns: 1000 },
  );
  assert.ok(details.failed);
  const [deposits, schedule] = details.counterexample as [number[], Switch[]];
  assert.equal(deposits.length, 2);
  assert.ok(deposits.includes(101));
  assert.ok(schedule.length <= 1);
});
