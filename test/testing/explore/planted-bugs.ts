import assert from "node:assert/strict";
import { type Coroutine, gather, Lock, Queue, sleep, taskGroup } from "tsyncio";

/* Programs with a bug that asyncio's own order of steps does not show. */

/** A task reads, and writes later what was true when it read. The other only comes in between if it is held up. */
export function* lostUpdate(): Coroutine<void> {
  let balance = 0;
  function* slowDeposit(): Coroutine<void> {
    const before = balance;
    yield* sleep(0);
    balance = before + 1;
  }
  function* lateDeposit(): Coroutine<void> {
    for (let i = 0; i < 3; i++) yield* sleep(0);
    balance++;
  }
  yield* gather([slowDeposit(), lateDeposit()]);
  assert.equal(balance, 2);
}

/** Consumers look whether the queue has an item, and take it a step later. */
export function* checkThenAct(): Coroutine<void> {
  const queue = new Queue<number>();
  for (let i = 0; i < 2; i++) queue.putNowait(i);
  function* consumer(delay: number): Coroutine<void> {
    for (let i = 0; i < delay; i++) yield* sleep(0);
    while (!queue.empty()) {
      yield* sleep(0);
      queue.getNowait();
    }
  }
  yield* taskGroup(function* (group) {
    group.createTask(consumer(0), { name: "early" });
    group.createTask(consumer(5), { name: "late" });
    yield* sleep(0);
  });
}

/** Two tasks take two locks, each in another order. In asyncio's order the first is done before the second begins. */
export function* lockOrder(): Coroutine<void> {
  const [accounts, journal] = [new Lock(), new Lock()];
  function* both(first: Lock, second: Lock, delay: number): Coroutine<void> {
    for (let i = 0; i < delay; i++) yield* sleep(0);
    yield* first.hold(function* () {
      yield* sleep(0);
      yield* second.hold(() => sleep(0));
    });
  }
  yield* taskGroup(function* (group) {
    group.createTask(both(accounts, journal, 0), { name: "transfer" });
    group.createTask(both(journal, accounts, 6), { name: "audit" });
    yield* sleep(0);
  });
}
