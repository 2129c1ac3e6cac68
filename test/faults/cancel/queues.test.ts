/* The cancellation sweep over queues: no item is lost or doubled, nobody waits for what is there. */
import assert from "node:assert/strict";
import {
  aiter,
  type Coroutine,
  LifoQueue,
  PriorityQueue,
  Queue,
  QueueShutDown,
  sleep,
  type Task,
  TimeoutError,
  waitFor,
} from "tsyncio";
import { type Attempt, sweep, type Waitable } from "../../support/sweep.js";

const kinds = [
  ["Queue", () => new Queue<number>({ maxSize: 1 })],
  ["LifoQueue", () => new LifoQueue<number>({ maxSize: 2 })],
  ["PriorityQueue", () => new PriorityQueue<number>({ maxSize: 2 })],
] as const;

/** What went in and came out. */
class Ledger {
  readonly queue: Queue<number>;
  readonly put: number[] = [];
  readonly got: number[] = [];
  readonly producers: Task<void>[] = [];
  readonly consumers: Task<void>[] = [];

  constructor(queue: Queue<number>) {
    this.queue = queue;
  }

  *produce(items: readonly number[]): Coroutine<void> {
    for (const item of items) {
      yield* this.queue.put(item);
      this.put.push(item);
    }
  }

  *consume(count: number, get: () => Waitable<number> = () => this.queue.get()): Coroutine<void> {
    for (let i = 0; i < count; i++) {
      this.got.push(yield* get());
      yield* sleep(0);
    }
  }

  checkQuiet(): void {
    const { queue } = this;
    const waits = (tasks: readonly Task<void>[]) => tasks.some((task) => !task.done());
    assert.ok(queue.empty() || !waits(this.consumers), "no item is there while somebody waits for one");
    assert.ok(queue.full() || !waits(this.producers), "there is no room while somebody waits for some");
  }

  checkItems(): void {
    const left: number[] = [];
    while (!this.queue.empty()) left.push(this.queue.getNowait());
    const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);
    assert.deepEqual(sorted([...this.got, ...left]), sorted(this.put), "what went in came out, once");
  }
}

function trade({ victim }: Attempt, ledger: Ledger): void {
  ledger.consumers.push(victim(ledger.consume(2)));
  ledger.producers.push(victim(ledger.produce([1, 2])), victim(ledger.produce([3, 4, 5])));
  ledger.consumers.push(victim(ledger.consume(2)));
}

for (const [name, make] of kinds) {
  sweep(`${name}.put and get`, (attempt) => {
    const ledger = new Ledger(make());
    trade(attempt, ledger);
    return {
      whenQuiet: () => ledger.checkQuiet(),
      release() {
        ledger.checkItems();
        ledger.queue.shutdown({ immediate: true });
        return undefined;
      },
      mayEndWith: [QueueShutDown],
    };
  });
}

sweep("Queue.get, with limits of time", (attempt) => {
  const ledger = new Ledger(new Queue<number>({ maxSize: 1 }));
  const { queue } = ledger;
  // The limit falls into the tick in which the items come.
  function* impatient(): Coroutine<number> {
    for (let tries = 0; tries < 3; tries++) {
      try {
        return yield* waitFor(queue.get(), 1);
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
      }
    }
    return yield* queue.get();
  }
  function* late(): Coroutine<void> {
    yield* sleep(1);
    yield* ledger.produce([1, 2]);
    yield* sleep(1);
    yield* ledger.produce([3, 4]);
  }
  ledger.consumers.push(attempt.victim(ledger.consume(2, impatient)));
  ledger.producers.push(attempt.victim(late()));
  ledger.consumers.push(attempt.victim(ledger.consume(2, impatient)));
  return {
    whenQuiet: () => ledger.checkQuiet(),
    release() {
      ledger.checkItems();
      queue.shutdown({ immediate: true });
      return undefined;
    },
    mayEndWith: [QueueShutDown],
  };
});

sweep("Queue, iterated over until it is shut down", ({ victim, loop }) => {
  const ledger = new Ledger(new Queue<number>({ maxSize: 1 }));
  const { queue } = ledger;
  function* iterate(): Coroutine<void> {
    const items = aiter(queue);
    while (yield* items.moveNext()) {
      ledger.got.push(items.current);
      yield* sleep(0);
    }
  }
  victim(iterate());
  ledger.producers.push(victim(ledger.produce([1, 2, 3])));
  victim(iterate());
  loop.callLater(5, () => queue.shutdown());
  return {
    whenQuiet: () => ledger.checkItems(),
    mayEndWith: [QueueShutDown],
  };
});

sweep("Queue.join", ({ victim }) => {
  const queue = new Queue<number>();
  for (const item of [1, 2, 3]) queue.putNowait(item);
  let done = 0;
  function* work(): Coroutine<void> {
    while (!queue.empty()) {
      yield* queue.get();
      try {
        yield* sleep(1);
      } finally {
        queue.taskDone();
        done++;
      }
    }
  }
  const joiner = victim(queue.join());
  victim(work());
  victim(work());
  return {
    whenQuiet: () => assert.ok(joiner.done() || done < 3, "join ends once all is dealt with"),
    release() {
      queue.shutdown({ immediate: true });
      return undefined;
    },
  };
});
