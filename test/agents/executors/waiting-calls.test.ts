import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ThreadPoolExecutor } from "tsyncio";
import { add, block, hold } from "../fixtures/tasks.js";
import { newFlag, raise, waitFor } from "../flag.js";
import { tasks } from "../targets.js";
import { pools } from "./pools.js";

for (const { name, make } of pools) {
  describe(`${name}: maxQueue`, () => {
    test("maxQueue: QueueFull when so many wait; whenRoom waits for room", async () => {
      await using pool = make({ maxWorkers: 1, maxQueue: 1 });
      const futures = [pool.submit(tasks(block), 20)];
      assert.throws(
        () => {
          for (;;) futures.push(pool.submit(tasks(block), 1));
        },
        {
          name: "QueueFull",
          message:
            /^Cannot submit 'block' to <\w+ workers=1 queued=1 open>: 1 calls wait already\. Await whenRoom\(\) first\.$/,
        },
      );
      await pool.whenRoom();
      futures.push(pool.submit(tasks(block), 1));
      await Promise.all(futures);
    });
  });
}

describe("ThreadPoolExecutor: maxQueue", () => {
  test("maxQueue: what a worker has ahead of time waits, too", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 3 });
    for (let i = 0; i < 10; i++) await pool.submit(tasks(add), 1, 2);
    const [running, goOn] = [newFlag(), newFlag()];
    const futures: unknown[] = [pool.submit(tasks(hold<number>), running, goOn, 0)];
    waitFor(running);
    for (let i = 0; i < 3; i++) futures.push(pool.submit(tasks(add), 1, 2));
    assert.throws(() => pool.submit(tasks(add), 1, 2), {
      name: "QueueFull",
      message: /: 3 calls wait already\./,
    });
    const { queued, running: begun } = pool.statistics();
    assert.deepEqual([queued, begun], [3, 1]);
    const room = pool.whenRoom();
    assert.ok(!room.done());
    raise(goOn);
    await room;
    futures.push(pool.submit(tasks(add), 1, 2));
    await Promise.all(futures);
  });

  test("maxQueue 0: whenRoom waits for a worker that has nothing to do", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, maxQueue: 0 });
    await pool.whenRoom();
    const [running, goOn] = [newFlag(), newFlag()];
    const long = pool.submit(tasks(hold<number>), running, goOn, 1);
    waitFor(running);
    assert.throws(() => pool.submit(tasks(add), 1, 2), { name: "QueueFull" });
    const room = pool.whenRoom();
    raise(goOn);
    await room;
    assert.equal(await pool.submit(tasks(add), 1, 2), 3);
    assert.equal(await long, 1);
  });
});
