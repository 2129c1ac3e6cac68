import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Awaitable,
  Condition,
  type Coroutine,
  Event,
  Lock,
  newEventLoop,
  Queue,
  Semaphore,
  sleep,
  VirtualClock,
} from "tsyncio";

/** What a task waits at, and what another one does in its `finally` block that would wake it. */
interface Meeting {
  wait(): Coroutine<unknown>;
  wake(): Coroutine<unknown>;
  /** Whether it can't be acquired, if that is what it is for. */
  locked?(): boolean;
}

const meetings: Readonly<Record<string, () => Meeting>> = {
  "Lock.release"() {
    const lock = new Lock();
    return {
      locked: () => lock.locked(),
      *wake() {
        using _hold = yield* lock.acquire();
        yield* sleep(60_000);
      },
      *wait() {
        yield* lock.acquire();
      },
    };
  },
  "Semaphore.hold"() {
    const semaphore = new Semaphore();
    return {
      locked: () => semaphore.locked(),
      *wake() {
        yield* semaphore.hold(() => sleep(60_000));
      },
      *wait() {
        yield* semaphore.acquire();
      },
    };
  },
  "Event.set"() {
    const event = new Event();
    return { wake: () => finallyCall(() => event.set()), wait: () => waitFor(event.wait()) };
  },
  "Queue.putNowait"() {
    const queue = new Queue<string>();
    return { wake: () => finallyCall(() => queue.putNowait("item")), wait: () => waitFor(queue.get()) };
  },
  "Queue.getNowait"() {
    const queue = new Queue<string>({ maxSize: 1 });
    queue.putNowait("item");
    return { wake: () => finallyCall(() => queue.getNowait()), wait: () => waitFor(queue.put("next")) };
  },
  "Condition.hold"() {
    const condition = new Condition();
    return {
      locked: () => condition.locked(),
      *wake() {
        yield* condition.hold(() => sleep(60_000));
      },
      wait: () => waitFor(condition.acquire()),
    };
  },
};

function* finallyCall(fn: () => unknown): Coroutine<void> {
  try {
    yield* sleep(60_000);
  } finally {
    fn();
  }
}

function* waitFor<T>(awaitable: Awaitable<T>): Coroutine<T> {
  return yield* awaitable;
}

for (const [name, meet] of Object.entries(meetings)) {
  test(`${name}: in a finally block that runs since the loop closes it wakes nobody, and the block goes on`, () => {
    const loop = newEventLoop({ clock: new VirtualClock() });
    const log: string[] = [];
    loop.setExceptionHandler((_loop, { message }) => log.push(message));
    const { wait, wake, locked } = meet();
    function* waker(): Coroutine<void> {
      try {
        yield* wake();
      } finally {
        log.push("goes on");
      }
    }
    loop.createTask(waker());
    const waiting = loop.createTask(wait());
    loop.runUntilComplete(sleep(1));
    assert.equal(waiting.done(), false);
    loop.close();
    const destroyed = "Task was destroyed but it is pending!";
    assert.deepEqual(log, [destroyed, "goes on", destroyed]);
    assert.notEqual(locked?.(), true);
  });
}
