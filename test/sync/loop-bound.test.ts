import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  type Coroutine,
  createTask,
  Event,
  type LazyAwaitable,
  Lock,
  Queue,
  Semaphore,
  sleep,
  wait,
} from "tsyncio";
import { thrownBy } from "../support/thrown.js";
import { virtualLoop } from "../support/ways.js";

/** A primitive on which a task waits, and how the wait is ended. */
interface Case {
  readonly name: string;
  readonly text: RegExp;
  make(): { wait(): LazyAwaitable<unknown> };
}

const cases: Case[] = [
  {
    name: "Lock.acquire",
    text: /^<Lock locked> is bound to a different event loop: make one for each loop$/,
    make() {
      const lock = new Lock();
      thrownBy(() => runFree(lock.acquire()));
      return { wait: () => lock.acquire() };
    },
  },
  {
    name: "Semaphore.acquire",
    text: /^<Semaphore locked> is bound to a different event loop/,
    make() {
      const semaphore = new Semaphore(0);
      return { wait: () => semaphore.acquire() };
    },
  },
  {
    name: "BoundedSemaphore.acquire",
    text: /^<BoundedSemaphore locked> is bound to a different event loop/,
    make() {
      const semaphore = new BoundedSemaphore(0);
      return { wait: () => semaphore.acquire() };
    },
  },
  {
    name: "Event.wait",
    text: /^<Event unset> is bound to a different event loop/,
    make() {
      const event = new Event();
      return { wait: () => event.wait() };
    },
  },
  {
    name: "Condition.wait",
    text: /^<Condition unlocked> is bound to a different event loop/,
    make() {
      const condition = new Condition();
      return { wait: () => condition.hold(() => condition.wait()) };
    },
  },
  {
    name: "Barrier.wait",
    text: /^<Barrier filling waiters:\d\/2> is bound to a different event loop/,
    make() {
      const barrier = new Barrier(2);
      return { wait: () => barrier.wait() };
    },
  },
  {
    name: "Queue.get",
    text: /^<Queue size:0> is bound to a different event loop/,
    make() {
      const queue = new Queue<number>();
      return { wait: () => queue.get() };
    },
  },
  {
    name: "Queue.put",
    text: /^<Queue size:1\/1> is bound to a different event loop/,
    make() {
      const queue = new Queue<number>({ maxSize: 1 });
      queue.putNowait(1);
      return { wait: () => queue.put(2) };
    },
  },
  {
    name: "Queue.join",
    text: /^<Queue size:1> is bound to a different event loop/,
    make() {
      const queue = new Queue<number>();
      queue.putNowait(1);
      return { wait: () => queue.join() };
    },
  },
];

for (const { name, text, make } of cases) {
  test(`${name}: waits in the loop that waited first, and is refused in another one`, () => {
    const primitive = make();
    runFree(giveUp(primitive.wait()));
    const error = thrownBy(() => runFree(primitive.wait())) as Error & { code: string };
    assert.equal(error.name, "RuntimeError");
    assert.equal(error.code, "ERR_FOREIGN_LOOP");
    assert.match(error.message, text);
  });
}

test("Condition: given a lock of another loop, it takes that without a wait only", () => {
  using loop = virtualLoop();
  const lock = new Lock();
  loop.runUntilComplete(lock.acquire());
  loop.runUntilComplete(giveUp(lock.acquire()));
  const condition = new Condition(lock);
  assert.throws(() => runFree(condition.acquire()), {
    code: "ERR_FOREIGN_LOOP",
    message: /^<Lock locked> is bound to a different event loop/,
  });
  lock.release();
  runFree(condition.hold(() => giveUp(condition.wait())));
  assert.equal(lock.locked(), false);
  assert.throws(() => loop.runUntilComplete(condition.hold(() => condition.wait())), {
    code: "ERR_FOREIGN_LOOP",
    message: /^<Condition unlocked> is bound to a different event loop/,
  });
  assert.equal(lock.locked(), false);
});

test("Lock, Semaphore, Event, Queue: what needs no wait can be done in any loop", () => {
  const lock = new Lock();
  const semaphore = new Semaphore(1);
  const event = new Event();
  const queue = new Queue<number>({ maxSize: 1 });
  event.set();
  for (let i = 0; i < 2; i++) {
    runFree(
      (function* () {
        yield* lock.hold(() => sleep(1));
        yield* semaphore.hold(() => sleep(1));
        yield* event.wait();
        yield* queue.put(i);
        assert.equal(yield* queue.get(), i);
        queue.taskDone();
        yield* queue.join();
      })(),
    );
  }
});

test("Event.wait, Lock.acquire: the error leaves them as they were", () => {
  const event = new Event();
  const lock = new Lock();
  using loop = virtualLoop();
  loop.runUntilComplete(lock.acquire());
  loop.runUntilComplete(giveUp(lock.acquire()));
  loop.runUntilComplete(giveUp(event.wait()));
  assert.throws(() => runFree(event.wait()), { code: "ERR_FOREIGN_LOOP" });
  assert.throws(() => runFree(lock.acquire()), { code: "ERR_FOREIGN_LOOP" });
  assert.equal(`${lock}`, "<Lock locked>");
  loop.runUntilComplete(function* () {
    const waiting = [createTask(event.wait()), createTask(lock.acquire())];
    yield* sleep(1);
    event.set();
    lock.release();
    yield* wait(waiting);
    assert.deepEqual(
      waiting.map((task) => task.exception()),
      [null, null],
    );
  });
});

/** Runs something in a new loop. */
function runFree<T>(main: Coroutine<T> | LazyAwaitable<T>): T {
  using loop = virtualLoop();
  return loop.runUntilComplete(main);
}

/** Waits for a while, and gives up. */
function* giveUp(what: LazyAwaitable<unknown>): Coroutine<void> {
  const task = createTask(what);
  yield* sleep(1);
  assert.equal(task.done(), false);
  task.cancel();
  yield* wait([task]);
}
