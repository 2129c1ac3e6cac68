import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Coroutine, gather, run, runSync, ThreadPoolExecutor } from "tsyncio";
import { add, block, hold, setUp } from "../fixtures/tasks.js";
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

    test("whenRoom: of many who wait, be it in a loop, each finds the room that it was told of", async () => {
      await using pool = make({ maxWorkers: 2, maxQueue: 2 });
      const submit = (i: number) => pool.submit(tasks(add), i, 1);
      const results = await Promise.all(
        Array.from({ length: 100 }, async (_, i) => {
          await pool.whenRoom();
          return await submit(i);
        }),
      );
      assert.deepEqual(
        results,
        results.map((_, i) => i + 1),
      );
      function* producer(i: number): Coroutine<number> {
        yield* pool.whenRoom();
        return yield* submit(i);
      }
      const main = () => gather(Array.from({ length: 100 }, (_, i) => producer(i)));
      assert.deepEqual(await run(main), results);
      assert.deepEqual(runSync(main), results);
    });

    test("maxQueue: a call that waits until its worker is set up does not count", async () => {
      await using pool = make({ maxWorkers: 2, maxQueue: 1, initializer: tasks(setUp), initargs: ["here"] });
      const calls = Array.from({ length: 3 }, () => pool.submit(tasks(add), 1, 2));
      assert.throws(() => pool.submit(tasks(add), 1, 2), { message: /: 1 calls wait already\./ });
      await pool.whenRoom();
      calls.push(pool.submit(tasks(add), 1, 2));
      assert.deepEqual(await Promise.all(calls), [3, 3, 3, 3]);
    });

    test("whenRoom: a place that is not taken is offered to others", async () => {
      await using pool = make({ maxWorkers: 1, maxQueue: 0 });
      const rooms = [pool.whenRoom(), pool.whenRoom(), pool.whenRoom()];
      assert.deepEqual(
        rooms.map((room) => room.done()),
        [true, false, false],
      );
      await rooms[1];
      rooms[2]?.result();
    });

    test("whenRoom: who waits no longer is told of no room", async () => {
      await using pool = make({ maxWorkers: 1, maxQueue: 0 });
      const call = pool.submit(tasks(block), 20);
      const [given, room] = [pool.whenRoom(), pool.whenRoom()];
      given.cancel();
      await Promise.all([call, room]);
    });

    test("whenRoom: all who wait are told that the executor shuts down", async () => {
      const pool = make({ maxWorkers: 1, maxQueue: 1 });
      const calls = [pool.submit(tasks(block), 20), pool.submit(tasks(block), 1)];
      const rooms = Array.from({ length: 5 }, () => pool.whenRoom());
      assert.ok(rooms.every((room) => !room.done()));
      const closed = pool.shutdown();
      await Promise.all([...rooms, ...calls, closed, pool.whenRoom()]);
    });

    test("maxWorkers: any number of them leaves room for any number of calls", async () => {
      await using pool = make({ maxWorkers: Number.POSITIVE_INFINITY, maxQueue: 1 });
      await pool.whenRoom();
      assert.equal(await pool.submit(tasks(add), 1, 2), 3);
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
