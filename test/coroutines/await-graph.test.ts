import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Barrier,
  type Coroutine,
  currentTask,
  DeadlockError,
  Event,
  gather,
  getRunningLoop,
  Lock,
  Queue,
  shield,
  sleep,
  type Task,
  taskGroup,
  wait,
} from "tsyncio";
import { thrownBy } from "../support/thrown.js";
import { virtualLoop } from "../support/ways.js";

/** The lines of the deadlock that a program ends in. */
function deadlockOf(main: () => Coroutine<unknown>): string[] {
  using loop = virtualLoop();
  loop.setExceptionHandler(() => {});
  const error = thrownBy(() => loop.runUntilComplete(loop.createTask(main(), { name: "main" })));
  assert.ok(error instanceof DeadlockError, `a deadlock was expected, got ${error}`);
  return error.message.split("\n").slice(1);
}

test("await graph: a task stands under the one that waits for it, and each primitive has its name", () => {
  const queue = new Queue<string>();
  const event = new Event();
  const lines = deadlockOf(function* () {
    yield* taskGroup(function* (group) {
      group.createTask(queue.get(), { name: "reader" });
      group.createTask(event.wait(), { name: "starter" });
    });
  });
  assert.deepEqual(lines, [
    "  <Task pending name='main'> waits for <TaskGroup tasks=2>",
    "  └ <Task pending name='reader'> waits for <Queue size:0>",
    "  └ <Task pending name='starter'> waits for <Event unset waiters:1>",
  ]);
});

test("await graph: what a primitive is made of does not show", () => {
  const queue = new Queue<string>();
  queue.putNowait("never dealt with");
  const barrier = new Barrier(2);
  const names = [queue.join(), barrier.wait(), barrier.reset(), barrier.abort()].map(String);
  assert.deepEqual(names, ["<Queue.join()>", "<Barrier.wait()>", "<Barrier.reset()>", "<Barrier.abort()>"]);
  const lines = deadlockOf(function* () {
    yield* taskGroup(function* (group) {
      group.createTask(queue.join(), { name: "joiner" });
      group.createTask(barrier.wait(), { name: "first" });
    });
  });
  assert.deepEqual(lines.slice(1), [
    "  └ <Task pending name='joiner'> waits for <Queue size:1>",
    "  └ <Task pending name='first'> waits for <Barrier filling waiters:1/2>",
  ]);
});

test("await graph: locks taken in different orders show as a circle", () => {
  const first = new Lock();
  const second = new Lock();
  function* both(one: Lock, other: Lock): Coroutine<void> {
    yield* one.hold(function* () {
      yield* sleep(1);
      yield* other.hold(function* () {});
    });
  }
  const lines = deadlockOf(function* () {
    yield* taskGroup(function* (group) {
      group.createTask(both(first, second), { name: "a" });
      group.createTask(both(second, first), { name: "b" });
    });
  });
  assert.deepEqual(lines, [
    "  <Task pending name='main'> waits for <TaskGroup tasks=2>",
    "  └ <Task pending name='a'> waits for <Lock locked waiters:1>",
    "    └ <Task pending name='b'> waits for <Lock locked waiters:1>",
    "      └ <Task 'a'>, which closes the circle: none of them can go on",
    "  └ <Task 'b'>, see there",
  ]);
});

test("await graph: gather, wait and shield are seen through", () => {
  const lines = deadlockOf(function* () {
    const loop = getRunningLoop();
    const never = loop.createTask(new Event().wait(), { name: "never" });
    const waits = loop.createTask(wait([never]), { name: "waits" });
    function* protect(): Coroutine<void> {
      yield* shield(waits);
    }
    const shielded = loop.createTask(protect(), { name: "shielded" });
    yield* gather([shielded, sleep(1)]);
  });
  assert.deepEqual(lines, [
    "  <Task pending name='main'> waits for gather of 2",
    "  └ <Task pending name='shielded'> waits for shield",
    "    └ <Task pending name='waits'> waits for wait for ALL_COMPLETED of 1",
    "      └ <Task pending name='never'> waits for <Event unset waiters:1>",
  ]);
});

test("await graph: tasks that wait for each other and for nobody else have no root, and are shown", () => {
  const lines = deadlockOf(function* () {
    const loop = getRunningLoop();
    const other = loop.createTask(join(), { name: "other" });
    const main = currentTask() as Task<unknown>;
    yield* other;
    function* join(): Coroutine<void> {
      yield* main;
    }
  });
  assert.deepEqual(lines, [
    "  <Task pending name='main'> waits for <Task pending name='other'>",
    "  └ <Task pending name='other'> waits for <Task pending name='main'>",
    "    └ <Task 'main'>, which closes the circle: none of them can go on",
  ]);
});
