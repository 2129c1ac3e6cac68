/* The cancellation sweep over locks and the like: no permit is lost, nothing stays held, nobody waits for what is free. */
import assert from "node:assert/strict";
import {
  Barrier,
  BoundedSemaphore,
  BrokenBarrierError,
  Condition,
  type Coroutine,
  Event,
  type Hold,
  type LazyAwaitable,
  Lock,
  Semaphore,
  sleep,
} from "tsyncio";
import { sweep, type Waitable } from "../../support/sweep.js";

interface Held {
  acquire(): LazyAwaitable<Hold>;
  release(): void;
  hold<T>(body: () => Waitable<T>): LazyAwaitable<T>;
  locked(): boolean;
}

const kinds: readonly (readonly [name: string, permits: number, make: () => Held])[] = [
  ["Lock", 1, () => new Lock()],
  ["Semaphore(1)", 1, () => new Semaphore(1)],
  ["Semaphore(2)", 2, () => new Semaphore(2)],
  ["BoundedSemaphore(2)", 2, () => new BoundedSemaphore(2)],
  ["Condition", 1, () => new Condition()],
];

for (const [name, permits, make] of kinds) {
  const styles: Record<string, (held: Held, body: () => Waitable<void>) => Waitable<void>> = {
    hold: (held, body) => held.hold(body),
    *using(held, body) {
      using _ = yield* held.acquire();
      yield* body();
    },
    *release(held, body) {
      yield* held.acquire();
      try {
        yield* body();
      } finally {
        held.release();
      }
    },
  };
  for (const [style, enter] of Object.entries(styles)) {
    sweep(`${name}, by ${style}`, ({ victim }) => {
      const held = make();
      let inside = 0;
      function* body(): Coroutine<void> {
        inside++;
        assert.ok(inside <= permits, "no more are inside than there are permits");
        try {
          yield* sleep(0);
          yield* sleep(1);
        } finally {
          inside--;
        }
      }
      for (let i = 0; i < permits + 2; i++) victim(twice(i % 3, () => enter(held, body)));
      return {
        *atEnd() {
          assert.equal(inside, 0);
          // All permits are back: as many can be taken at once, and no more.
          for (let i = 0; i < permits; i++) {
            assert.equal(held.locked(), false, "a permit is back");
            yield* held.acquire();
          }
          assert.equal(held.locked(), true, "no permit came from nowhere");
        },
      };
    });
  }
}

sweep("Event", ({ loop, victim }) => {
  const event = new Event();
  let passed = 0;
  function* pass(): Coroutine<void> {
    yield* event.wait();
    passed++;
  }
  const tasks = [victim(pass()), victim(pass())];
  // Who waits is woken though it is cleared at once.
  loop.callLater(1, () => {
    event.set();
    event.clear();
  });
  return {
    whenQuiet: () => assert.ok(tasks.every((task) => task.done())),
    atEnd: () => {
      assert.equal(passed, tasks.filter((task) => !task.cancelled()).length);
      assert.equal(`${event}`, "<Event unset>");
      return undefined;
    },
  };
});

sweep("Condition.notify", ({ victim }) => {
  const condition = new Condition();
  let tokens = 0;
  const takers = [1, 2, 3].map(() =>
    victim(
      condition.hold(function* () {
        yield* condition.waitFor(() => tokens > 0);
        tokens--;
      }),
    ),
  );
  for (let i = 0; i < 2; i++) {
    victim(
      condition.hold(function* () {
        tokens++;
        condition.notify();
        yield* sleep(1);
      }),
    );
  }
  return {
    whenQuiet() {
      const waiting = takers.filter((taker) => !taker.done()).length;
      assert.ok(tokens === 0 || waiting === 0, `${tokens} tokens are left, and ${waiting} wait for one`);
      assert.equal(condition.locked(), false);
    },
    release: () =>
      condition.hold(function* () {
        tokens += 3;
        condition.notifyAll();
      }),
    atEnd() {
      assert.equal(`${condition}`, "<Condition unlocked>");
      return undefined;
    },
  };
});

sweep("Barrier", ({ victim }) => {
  const barrier = new Barrier(2);
  const numbers: number[] = [];
  function* meet(): Coroutine<void> {
    for (let round = 0; round < 2; round++) numbers.push(yield* barrier.wait());
  }
  const tasks = [victim(meet()), victim(meet()), victim(meet()), victim(meet())];
  return {
    whenQuiet() {
      // Too few are left for another round.
      assert.equal(barrier.waiting, tasks.filter((task) => !task.done()).length);
      assert.ok(barrier.waiting < barrier.parties);
      assert.equal(barrier.broken, false);
    },
    release: () => barrier.abort(),
    atEnd() {
      assert.equal(`${barrier}`, "<Barrier broken>");
      return undefined;
    },
    mayEndWith: [BrokenBarrierError],
  };
});

sweep("Barrier.reset", ({ victim }) => {
  const barrier = new Barrier(3);
  victim(barrier.wait());
  victim(barrier.wait());
  victim(
    (function* () {
      yield* sleep(1);
      yield* barrier.reset();
    })(),
  );
  return {
    release: () => barrier.abort(),
    *atEnd() {
      yield* barrier.reset();
      assert.equal(`${barrier}`, "<Barrier filling waiters:0/3>");
    },
    mayEndWith: [BrokenBarrierError],
  };
});

/** Comes when another one leaves, and enters twice, so that a cancel finds waiters of all kinds. */
function* twice(ms: number, enter: () => Waitable<void>): Coroutine<void> {
  yield* sleep(ms);
  yield* enter();
  yield* enter();
}
