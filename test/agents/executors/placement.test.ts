import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ThreadPoolExecutor } from "tsyncio";
import type * as tasksModule from "../fixtures/tasks.js";
import { add, hold } from "../fixtures/tasks.js";
import { newFlag, raise, waitFor } from "../flag.js";
import { fixtures, tasks } from "../targets.js";

describe("ThreadPoolExecutor: placement", () => {
  test("a worker that is free takes what waits behind a long call", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    await Promise.all(Array.from({ length: 100 }, () => pool.submit(tasks(add), 1, 2)));
    const [running, goOn] = [newFlag(), newFlag()];
    const long = pool.submit(tasks(hold<string>), running, goOn, "long");
    waitFor(running);
    const others = await Promise.all(Array.from({ length: 100 }, (_, i) => pool.submit(tasks(add), i, 0)));
    assert.equal(others.length, 100);
    raise(goOn);
    assert.equal(await long, "long");
  });

  test("a worker that is free takes what waits behind a long call, also while this thread is blocked", () => {
    using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    for (const future of Array.from({ length: 100 }, () => pool.submit(tasks(add), 1, 2))) future.result();
    const [running, goOn] = [[newFlag(), newFlag()] as const, [newFlag(), newFlag()] as const];
    const long = [0, 1].map((i) =>
      pool.submit(tasks(hold<number>), running[i] as Int32Array, goOn[i] as Int32Array, i),
    );
    for (const flag of running) waitFor(flag);
    const others = Array.from({ length: 1_000 }, (_, i) => pool.submit(tasks(add), i, 0));
    raise(goOn[0]);
    assert.deepEqual(
      others.map((future) => future.result()),
      others.map((_, i) => i),
    );
    assert.ok(!long[1]?.done());
    raise(goOn[1]);
  });

  test("a worker that is free takes what waits behind a long call, though pinned calls wait there, too", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const pinned = pool.module<typeof tasksModule>(fixtures.tasks, { pin: true });
    for (let i = 0; i < 100; i++) await pinned.add(1, 2);
    const [running, goOn] = [[newFlag(), newFlag()] as const, [newFlag(), newFlag()] as const];
    const long = pinned.hold(running[0], goOn[0], 0);
    const other = pool.submit(tasks(hold<number>), running[1], goOn[1], 1);
    for (const flag of running) waitFor(flag);
    const free = [1, 2].map((n) => pool.submit(tasks(add), n, 0));
    const behind = [1, 2].map((n) => pinned.add(n, 0));
    raise(goOn[1]);
    assert.equal(await other, 1);
    assert.deepEqual(await Promise.all(free), [1, 2]);
    assert.ok(!long.done());
    raise(goOn[0]);
    assert.deepEqual(await Promise.all([long, ...behind]), [0, 1, 2]);
  });
});
