import assert from "node:assert/strict";
import { createTask, Event, gather, sleep, wait } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("Event.wait: all that wait go on when it is set, be it cleared at once", async (way) => {
  const event = new Event();
  await way.run(function* () {
    const waiting = [createTask(event.wait()), createTask(event.wait())];
    yield* sleep(0);
    event.set();
    event.clear();
    assert.deepEqual(yield* gather(waiting), [true, true]);
    assert.equal(event.isSet(), false);
  });
});

onEveryWayOfWaiting("Event.wait: does not give way if it is set", async (way) => {
  const event = new Event();
  event.set();
  await way.run(function* () {
    let others = 0;
    way.loop.callSoon(() => others++);
    yield* event.wait();
    assert.equal(others, 0);
  });
});

onEveryWayOfWaiting("Event.set: those who wait go on in the order in which they came", async (way) => {
  const event = new Event();
  const log: number[] = [];
  await way.run(function* () {
    const tasks = [1, 2, 3].map((n) =>
      createTask(
        (function* () {
          yield* event.wait();
          log.push(n);
        })(),
      ),
    );
    yield* sleep(0);
    assert.equal(`${event}`, "<Event unset waiters:3>");
    event.set();
    event.set();
    assert.deepEqual(log, [], "nobody runs inside of set()");
    yield* gather(tasks);
  });
  assert.deepEqual(log, [1, 2, 3]);
  assert.equal(`${event}`, "<Event set>");
});

onEveryWayOfWaiting("Event.clear: who comes afterwards waits for the next set", async (way) => {
  const event = new Event();
  event.set();
  event.clear();
  assert.equal(event.isSet(), false);
  await way.run(function* () {
    const task = createTask(event.wait());
    yield* sleep(1);
    assert.equal(task.done(), false);
    event.set();
    assert.equal(yield* task, true);
  });
});

onEveryWayOfWaiting("Event.wait: one that is cancelled leaves the others waiting", async (way) => {
  const event = new Event();
  await way.run(function* () {
    const [a, b] = [createTask(event.wait()), createTask(event.wait())];
    yield* sleep(0);
    a.cancel();
    yield* wait([a]);
    assert.equal(a.cancelled(), true);
    assert.equal(`${event}`, "<Event unset waiters:1>");
    event.set();
    assert.equal(yield* b, true);
  });
});

onEveryWayOfWaiting(
  "Event.wait: cancelled after set() in the same callback, it is cancelled",
  async (way) => {
    const event = new Event();
    await way.run(function* () {
      const task = createTask(event.wait());
      yield* sleep(0);
      event.set();
      task.cancel();
      yield* wait([task]);
      assert.equal(task.cancelled(), true);
      assert.equal(`${event}`, "<Event set>");
    });
  },
);
