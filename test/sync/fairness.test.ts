import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  BoundedSemaphore,
  CancelledError,
  Condition,
  type Coroutine,
  createTask,
  type EventLoop,
  Lock,
  Queue,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
  Semaphore,
  sleep,
  type Task,
} from "tsyncio";
import { virtualLoop } from "../support/ways.js";

/** When a task begins, for how long it holds, and when it is cancelled, if it is. */
const worker = fc.record({
  begins: fc.nat(6),
  holds: fc.nat(3),
  cancelledAt: fc.option(fc.nat(10), { nil: undefined }),
});

for (const limit of [1, 2, 3]) {
  test(`Semaphore(${limit}): random cancels lose no permit, and never exceed the limit`, () => {
    fc.assert(
      fc.property(fc.array(worker, { maxLength: 12 }), (workers) => {
        using loop = virtualLoop();
        const semaphore = limit === 1 && workers.length % 2 === 0 ? new Lock() : new Semaphore(limit);
        let inside = 0;
        function* work({ begins, holds }: { begins: number; holds: number }): Coroutine<void> {
          yield* sleep(begins);
          yield* semaphore.hold(function* () {
            inside++;
            assert.ok(inside <= limit);
            try {
              yield* sleep(holds);
            } finally {
              inside--;
            }
          });
        }
        loop.runUntilComplete(function* () {
          const tasks: Task<void>[] = [];
          for (const each of workers) {
            const task = createTask(work(each));
            tasks.push(task);
            if (each.cancelledAt !== undefined) loop.callLater(each.cancelledAt, () => task.cancel());
          }
          yield* ended(tasks);
          // All permits are back: they can be taken again without waiting.
          for (let i = 0; i < limit; i++) yield* semaphore.acquire();
          assert.equal(semaphore.locked(), true);
        });
      }),
    );
  });
}

test("Queue: random cancels of who puts and who gets lose no item", () => {
  fc.assert(
    fc.property(
      fc.array(worker, { maxLength: 8 }),
      fc.array(worker, { maxLength: 8 }),
      fc.nat(3),
      (puts, gets, maxSize) => {
        using loop = virtualLoop();
        const queue = new Queue<number>({ maxSize });
        const put: number[] = [];
        const got: number[] = [];
        function* producer(id: number, begins: number): Coroutine<void> {
          yield* sleep(begins);
          yield* queue.put(id);
          put.push(id);
        }
        function* consumer(begins: number): Coroutine<void> {
          yield* sleep(begins);
          got.push(yield* queue.get());
        }
        loop.runUntilComplete(function* () {
          const tasks: Task<void>[] = [];
          const start = (coro: Coroutine<void>, cancelledAt: number | undefined) => {
            const task = createTask(coro);
            tasks.push(task);
            // Who is left over would wait for ever.
            loop.callLater(cancelledAt ?? 20, () => task.cancel());
          };
          for (const [id, { begins, cancelledAt }] of puts.entries())
            start(producer(id, begins), cancelledAt);
          for (const { begins, cancelledAt } of gets) start(consumer(begins), cancelledAt);
          yield* ended(tasks);
        });
        while (!queue.empty()) got.push(queue.getNowait());
        assert.deepEqual(got.sort(), put.sort());
      },
    ),
  );
});

function* ended(tasks: Iterable<Task<void>>): Coroutine<void> {
  for (const task of tasks) {
    try {
      yield* task;
    } catch (error) {
      assert.ok(error instanceof CancelledError);
    }
  }
}

/*
 * What happens in one callback, and how many iterations later the next thing does: so a task may be cancelled before it
 * starts, while it waits, in the callback that wakes it, before and after the wake-up, and once it runs.
 */
const gap = fc.constantFrom(0, 0, 0, 1, 1, 2, 5);
const which = fc.nat(20);

function* skip(iterations: number): Coroutine<void> {
  for (let i = 0; i < iterations; i++) yield* sleep(0);
}

/** Longer than any chain of wake-ups takes. */
const SETTLED = 60;

const lockStep = fc.record({
  does: fc.constantFrom("acquire", "acquire", "acquire", "release", "release", "cancel", "cancel"),
  which,
  gap,
});

for (const [name, limit, make] of [
  ["Lock", 1, () => new Lock()],
  ["Semaphore(1)", 1, () => new Semaphore(1)],
  ["Semaphore(2)", 2, () => new Semaphore(2)],
  ["BoundedSemaphore(3)", 3, () => new BoundedSemaphore(3)],
] as [string, number, () => Lock | Semaphore][]) {
  test(`${name}: any acquires, releases and cancels keep order, limit and permits`, () => {
    fc.assert(
      fc.property(fc.array(lockStep, { maxLength: 40 }), (steps) => {
        using loop = virtualLoop();
        const lock = make();
        const tasks: Task<void>[] = [];
        const order: number[] = [];
        let inside = 0;
        function* work(id: number): Coroutine<void> {
          yield* lock.acquire();
          order.push(id);
          inside++;
          assert.ok(inside <= limit, `${inside} are inside`);
        }
        const leave = () => {
          inside--;
          lock.release();
        };
        loop.runUntilComplete(function* () {
          for (const step of steps) {
            if (step.does === "acquire") tasks.push(createTask(work(tasks.length)));
            else if (step.does === "cancel") tasks[step.which]?.cancel();
            else if (inside > 0) leave();
            yield* skip(step.gap);
          }
          for (;;) {
            yield* skip(SETTLED);
            if (tasks.every((task) => task.done())) break;
            assert.equal(inside, limit, "who waits does so because all permits are taken");
            leave();
          }
          while (inside > 0) leave();
          for (const task of tasks) if (!task.cancelled()) task.result();
          // All permits are there, no more and no less.
          let waited = false;
          loop.callSoon(() => {
            waited = true;
          });
          for (let i = 0; i < limit; i++) yield* lock.acquire();
          assert.deepEqual([waited, lock.locked()], [false, true]);
        });
        assert.deepEqual(
          order,
          [...order].sort((a, b) => a - b),
          "they went on in the order in which they came",
        );
      }),
      { numRuns: 300 },
    );
  });
}

const queueStep = fc.record({
  does: fc.constantFrom(
    "put",
    "put",
    "get",
    "get",
    "putNowait",
    "getNowait",
    "cancel",
    "cancel",
    "shutdown?",
  ),
  which,
  gap,
});

for (const maxSize of [0, 1, 2]) {
  test(`Queue(${maxSize}): any puts, gets, cancels and a shutdown lose no item and no wake-up`, () => {
    fc.assert(
      fc.property(fc.array(queueStep, { maxLength: 40 }), fc.boolean(), (steps, mayShutDown) => {
        using loop = virtualLoop();
        const queue = new Queue<number>({ maxSize });
        const { getters, putters, put, got, ...actions } = queueActors(loop, queue);
        let isShutDown = false;
        loop.runUntilComplete(function* () {
          for (const { does, which: index, gap: iterations } of steps) {
            if (does === "put") actions.startPut();
            else if (does === "get") actions.startGet();
            else if (does === "putNowait") actions.tryPut();
            else if (does === "getNowait") actions.tryGet();
            else if (does === "cancel") [...getters, ...putters][index]?.cancel();
            else if (mayShutDown && index === 0) {
              isShutDown = true;
              queue.shutdown();
            }
            assert.ok(maxSize === 0 || queue.size <= maxSize);
            yield* skip(iterations);
          }
          yield* skip(SETTLED);
          const waiting = (tasks: Task<void>[]) => tasks.some((task) => !task.done());
          if (isShutDown) assert.deepEqual([waiting(getters), waiting(putters)], [false, false]);
          if (waiting(getters))
            assert.equal(queue.empty(), true, "who gets waits only while there is nothing");
          if (waiting(putters))
            assert.equal(queue.full(), true, "who puts waits only while there is no room");
          for (const task of [...getters, ...putters]) task.cancel();
          yield* skip(SETTLED);
          while (!queue.empty()) actions.tryGet();
          assert.deepEqual(got, put, "each item once, in the order in which they were put");
          // Who joins waits for as many taskDone as there were items.
          for (let i = 0; i < put.length; i++) queue.taskDone();
          yield* queue.join();
        });
        for (const task of [...getters, ...putters]) {
          assert.ok(
            task.cancelled() || task.exception() === null || task.exception() instanceof QueueShutDown,
          );
        }
      }),
      { numRuns: 300 },
    );
  });
}

/** Those who put and get, and what they did, in the order in which it happened. */
function queueActors(loop: EventLoop, queue: Queue<number>) {
  const [getters, putters]: [Task<void>[], Task<void>[]] = [[], []];
  const [put, got]: [number[], number[]] = [[], []];
  let next = 0;
  /* The item is noted where it is put: the queue does both in one go. */
  const { putNowait, getNowait } = queue;
  queue.putNowait = (item) => {
    putNowait.call(queue, item);
    put.push(item);
  };
  queue.getNowait = () => {
    const item = getNowait.call(queue) as number;
    got.push(item);
    return item;
  };
  function* getOne(): Coroutine<void> {
    yield* queue.get();
  }
  return {
    getters,
    putters,
    put,
    got,
    startPut: () => putters.push(loop.createTask(queue.put(next++))),
    startGet: () => getters.push(loop.createTask(getOne())),
    tryPut: () => unless(QueueFull, () => queue.putNowait(next++)),
    tryGet: () => unless(QueueEmpty, () => queue.getNowait()),
  };
}

/** Calls `fn`, which may be refused with an error of this class, or because of a shutdown. */
function unless(refusal: new () => Error, fn: () => unknown): void {
  try {
    fn();
  } catch (error) {
    if (!(error instanceof refusal || error instanceof QueueShutDown)) throw error;
  }
}

const conditionStep = fc.record({
  does: fc.constantFrom("wait", "wait", "notify", "notify", "cancel", "cancel", "cancel"),
  which,
  gap,
});

test("Condition: any waits, notifications and cancels keep the lock exclusive, and lose no notification", () => {
  fc.assert(
    fc.property(fc.array(conditionStep, { maxLength: 40 }), (steps) => {
      using loop = virtualLoop();
      const condition = new Condition();
      const tasks: Task<void>[] = [];
      let inside = 0;
      let wakeUps = 0;
      const enter = () => assert.equal(++inside, 1, "the lock is held by one");
      function* waiter(): Coroutine<void> {
        yield* condition.hold(function* () {
          enter();
          inside--;
          try {
            yield* condition.wait();
            wakeUps++;
          } finally {
            enter();
            try {
              yield* skip(1);
            } finally {
              inside--;
            }
          }
        });
      }
      loop.runUntilComplete(function* () {
        for (const { does, which: index, gap: iterations } of steps) {
          if (does === "wait") tasks.push(createTask(waiter()));
          else if (does === "cancel") tasks[index]?.cancel();
          else {
            yield* condition.hold(function* () {
              condition.notify();
            });
          }
          yield* skip(iterations);
        }
        yield* skip(SETTLED);
        assert.equal(condition.locked(), false);
        const before = wakeUps;
        const left = tasks.filter((task) => !task.done()).length;
        // Nobody who waits was forgotten: one notification for each of them is enough.
        for (let i = 0; i < left; i++) {
          yield* condition.hold(function* () {
            condition.notify();
          });
          yield* skip(SETTLED);
        }
        assert.equal(wakeUps, before + left);
        for (const task of tasks) if (!task.cancelled()) task.result();
        assert.equal(`${condition}`, "<Condition unlocked>");
      });
    }),
    { numRuns: 300 },
  );
});
