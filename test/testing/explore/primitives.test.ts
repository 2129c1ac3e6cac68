/* The library's own primitives, with cancellation, in many orders: what they promise must not depend on luck. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  allTasks,
  asCompleted,
  Barrier,
  BoundedSemaphore,
  CancelledError,
  Condition,
  type Coroutine,
  createTask,
  currentTask,
  Event,
  gather,
  Lock,
  Queue,
  QueueShutDown,
  shield,
  sleep,
  type Task,
  TimeoutError,
  taskGroup,
  timeout,
  wait,
  waitFor,
} from "tsyncio";
import { explore } from "tsyncio/testing";

function inManyOrders(name: string, program: () => Coroutine<void>): void {
  test(name, () => {
    const { orders } = explore(program, { runs: 500 });
    assert.ok(orders > 1, "there should be something to choose");
  });
}

/** Waits for tasks of which some were cancelled. */
function* endOf(tasks: readonly Task<unknown>[]): Coroutine<void> {
  for (const task of tasks) yield* orCancelled(task);
}

function* orCancelled<T>(task: Task<T>): Coroutine<T | "cancelled"> {
  try {
    return yield* task;
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    return "cancelled";
  }
}

/** A task that gives way, then cancels another. */
function cancelSoon(task: Task<unknown>): Task<void> {
  function* cancel(): Coroutine<void> {
    yield* sleep(0);
    task.cancel();
  }
  return createTask(cancel());
}

inManyOrders("Lock: one at a time is inside, and it is free when all are done or cancelled", function* () {
  const lock = new Lock();
  let inside = 0;
  function* enter(): Coroutine<void> {
    yield* lock.hold(function* () {
      assert.equal(++inside, 1);
      try {
        yield* sleep(0);
      } finally {
        inside--;
      }
    });
  }
  const tasks = [1, 2, 3, 4].map(() => createTask(enter()));
  yield* gather([cancelSoon(tasks[1]!), cancelSoon(tasks[2]!)]);
  yield* endOf(tasks);
  assert.equal(lock.locked(), false);
  yield* lock.acquire();
});

inManyOrders("BoundedSemaphore: as many as it says are inside, and no permit is lost", function* () {
  const semaphore = new BoundedSemaphore(2);
  let inside = 0;
  function* enter(): Coroutine<void> {
    yield* semaphore.hold(function* () {
      assert.ok(++inside <= 2);
      try {
        yield* sleep(0);
      } finally {
        inside--;
      }
    });
  }
  const tasks = [1, 2, 3, 4, 5].map(() => createTask(enter()));
  yield* gather([cancelSoon(tasks[2]!), cancelSoon(tasks[3]!)]);
  yield* endOf(tasks);
  yield* semaphore.acquire();
  yield* semaphore.acquire();
  assert.ok(semaphore.locked());
});

inManyOrders("Condition: no notification is lost to a waiter that is cancelled", function* () {
  const condition = new Condition();
  let items = 0;
  let taken = 0;
  function* take(): Coroutine<void> {
    yield* condition.hold(function* () {
      while (items === 0) yield* condition.wait();
      items--;
      taken++;
    });
  }
  function* put(): Coroutine<void> {
    yield* condition.hold(function* () {
      items++;
      condition.notify();
      yield* sleep(0);
    });
  }
  const takers = [1, 2, 3].map(() => createTask(take()));
  const cancel = cancelSoon(takers[0]!);
  yield* gather([cancel, put(), put(), put()]);
  yield* endOf(takers);
  assert.equal(taken + items, 3);
  assert.ok(taken >= 2);
});

inManyOrders("Queue: what is put is got once, though getters and putters are cancelled", function* () {
  const queue = new Queue<number>({ maxSize: 1 });
  const put: number[] = [];
  const got: number[] = [];
  function* produce(item: number): Coroutine<void> {
    yield* queue.put(item);
    put.push(item);
  }
  function* consume(): Coroutine<void> {
    got.push(yield* queue.get());
  }
  const consumers = [1, 2, 3].map(() => createTask(consume()));
  const producers = [1, 2, 3].map((item) => createTask(produce(item)));
  yield* gather([cancelSoon(consumers[0]!), cancelSoon(producers[1]!)]);
  yield* endOf(producers.slice(0, 2));
  yield* sleep(1);
  while (!queue.empty()) got.push(queue.getNowait());
  yield* endOf([...producers, ...consumers.slice(0, 1)]);
  yield* sleep(1);
  while (!queue.empty()) got.push(queue.getNowait());
  assert.deepEqual(got.sort(), put.sort());
});

inManyOrders("Queue: shutdown lets consumers take what is left, and join ends", function* () {
  const queue = new Queue<number>({ maxSize: 2 });
  let got = 0;
  function* consume(): Coroutine<void> {
    try {
      for (;;) {
        yield* queue.get();
        got++;
        queue.taskDone();
        yield* sleep(0);
      }
    } catch (error) {
      if (!(error instanceof QueueShutDown)) throw error;
    }
  }
  function* produce(): Coroutine<void> {
    for (let item = 0; item < 3; item++) yield* queue.put(item);
  }
  const consumers = [createTask(consume()), createTask(consume())];
  yield* gather([produce(), produce()]);
  queue.shutdown();
  yield* gather(consumers);
  yield* queue.join();
  assert.equal(got, 6);
});

inManyOrders("Barrier: nobody is a phase ahead", function* () {
  const barrier = new Barrier(3);
  const phases = [0, 0, 0];
  function* walk(index: number): Coroutine<void> {
    for (let phase = 1; phase <= 3; phase++) {
      phases[index] = phase;
      yield* barrier.wait();
      assert.ok(phases.every((other) => other === phase || other === phase + 1));
    }
  }
  yield* gather([walk(0), walk(1), walk(2)]);
});

inManyOrders("Event: set wakes all who wait, even if it is cleared at once", function* () {
  const event = new Event();
  let woken = 0;
  function* waiter(): Coroutine<void> {
    yield* event.wait();
    woken++;
  }
  const tasks = [1, 2, 3].map(() => createTask(waiter()));
  yield* sleep(0);
  event.set();
  event.clear();
  yield* gather(tasks);
  assert.equal(woken, 3);
});

inManyOrders("taskGroup: the first error ends the others, and nothing is left", function* () {
  const ended: number[] = [];
  function* fail(): Coroutine<void> {
    yield* sleep(0);
    throw new Error("one fails");
  }
  function* work(index: number): Coroutine<void> {
    try {
      for (let i = 0; i < 3; i++) yield* sleep(0);
      yield* sleep(1_000);
    } finally {
      ended.push(index);
    }
  }
  try {
    yield* taskGroup(function* (group) {
      for (let index = 0; index < 3; index++) group.createTask(work(index));
      yield* sleep(0);
      group.createTask(fail());
      yield* sleep(500);
    });
    assert.fail("should have failed");
  } catch (error) {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(
      error.errors.map(({ message }: Error) => message),
      ["one fails"],
    );
  }
  assert.deepEqual(ended.sort(), [0, 1, 2]);
  assert.equal(allTasks().size, 1);
});

inManyOrders(
  "timeout: a deadline that falls on the end of the body leaves no cancellation behind",
  function* () {
    function* attempt(): Coroutine<void> {
      try {
        yield* timeout(5, () => sleep(5));
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
      try {
        yield* waitFor(sleep(5), 5);
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
      assert.equal(currentTask()?.cancelling(), 0);
      yield* sleep(1);
    }
    yield* gather([attempt(), attempt()]);
  },
);

inManyOrders("timeout: a cancellation that falls on the deadline is not lost", function* () {
  function* attempt(): Coroutine<string> {
    try {
      yield* timeout(5, () => sleep(10));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      yield* sleep(0);
      return "timeout";
    }
    return "done";
  }
  function* cancelAtDeadline(task: Task<unknown>): Coroutine<boolean> {
    yield* sleep(5);
    return task.cancel();
  }
  const task = createTask(attempt());
  const cancelled = yield* createTask(cancelAtDeadline(task));
  assert.equal(yield* orCancelled(task), cancelled ? "cancelled" : "timeout");
});

inManyOrders("wait, asCompleted: each task counts once", function* () {
  const tasks = [5, 5, 5].map((ms) => createTask(sleep(ms)));
  const { done, pending } = yield* wait(tasks, { returnWhen: "FIRST_COMPLETED" });
  assert.ok(done.size >= 1);
  assert.equal(done.size + pending.size, 3);
  let count = 0;
  for (const next of asCompleted(tasks)) {
    yield* next;
    count++;
  }
  assert.equal(count, 3);
});

inManyOrders("shield: what it shields ends, whenever the outer one is cancelled", function* () {
  let isDone = false;
  function* work(): Coroutine<void> {
    for (let i = 0; i < 3; i++) yield* sleep(0);
    isDone = true;
  }
  function* guard(inner: Task<void>): Coroutine<void> {
    yield* shield(inner);
  }
  const inner = createTask(work());
  const outer = createTask(guard(inner));
  yield* cancelSoon(outer);
  yield* orCancelled(outer);
  yield* inner;
  assert.ok(isDone);
});
