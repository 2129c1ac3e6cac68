/*
 * What users of other packages ran into, and reported there. What has a test elsewhere already: late answers, options that are
 * ignored and workers that must register (test/compat/synckit/), workers that exit (executors.test.ts), context
 * (test/agents/calls/carried-context.test.ts), deadlines that count time in the queue and signals in workers
 * (test/agents/executors/deadlines.test.ts), state between calls (test/agents/modules/), errors that arrive as plain objects
 * (test/agents/error-transfer.test.ts).
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type PoolExecutor,
  type PoolOptions,
  Process,
  ProcessPoolExecutor,
  runCoroutineThreadsafe,
  Thread,
  ThreadPoolExecutor,
} from "tsyncio";
import { cleansUp, serveUntilStopped } from "../agents/fixtures/calls.js";
import { fail } from "../agents/fixtures/failures.js";
import type * as tasksModule from "../agents/fixtures/tasks.js";
import {
  add,
  addSlowly,
  blockOnOwnPromise,
  readTicks,
  runAlone,
  same,
  startTicking,
  waitForEver,
  waitForSignal,
  where,
} from "../agents/fixtures/tasks.js";
import { newFlag, raise } from "../agents/flag.js";
import { kinds } from "../agents/kinds.js";
import { calls, failures, fixtures, tasks } from "../agents/targets.js";
import { runProgram } from "../drivers/program.js";

const executors: readonly { name: string; make(options?: PoolOptions): PoolExecutor }[] = [
  { name: "ThreadPoolExecutor", make: (options) => new ThreadPoolExecutor({ maxWorkers: 1, ...options }) },
  { name: "ProcessPoolExecutor", make: (options) => new ProcessPoolExecutor({ maxWorkers: 1, ...options }) },
];

for (const { name, make } of executors) {
  describe(`known troubles, in a ${name}`, () => {
    test("an abort ends its own call, and none of the others of that worker (piscina#934)", async () => {
      await using pool = make({ concurrency: 8 });
      const worker = await pool.submit(tasks(where));
      const controller = new AbortController();
      const { signal } = controller;
      const aborted = [
        pool.submitWith({ signal }, tasks(waitForEver)),
        pool.submitWith({ signal }, tasks(waitForSignal)),
      ];
      const others = Array.from({ length: 5 }, (_, i) => pool.submit(tasks(addSlowly), i, 0));
      controller.abort();
      for (const call of aborted) await assert.rejects(async () => call, { name: "CancelledError" });
      assert.deepEqual(await Promise.all(others), [0, 1, 2, 3, 4]);
      assert.equal(await pool.submit(tasks(where)), worker);
    });

    test("an abort of a call that has not begun ends none of those before it (piscina#934)", async () => {
      for (const options of [{ pin: true }, { pin: false }]) {
        await using pool = make({ concurrency: options.pin ? 1 : 2 });
        const api = pool.module<typeof tasksModule>(fixtures.tasks, options);
        await api.add(1, 2);
        const [running, goOn] = [newFlag(), newFlag()];
        const isShared = name === "ThreadPoolExecutor";
        const busy = isShared ? api.hold(running, goOn, "done") : api.block(1_000);
        const controller = new AbortController();
        const aborted = api.addSlowly.with({ signal: controller.signal, grace: 20 })(1, 2);
        await new Promise((resolve) => setTimeout(resolve, 50));
        controller.abort();
        await assert.rejects(async () => aborted, { name: "CancelledError" });
        await new Promise((resolve) => setTimeout(resolve, 50));
        raise(goOn);
        assert.equal(await busy, isShared ? "done" : "blocked");
        assert.equal(await api.addSlowly(1, 2), 3);
      }
    });

    test("after aborts, before and after the start, later calls run, and no worker is left over (piscina#805, #788)", async () => {
      await using pool = make();
      for (let i = 0; i < 20; i++) {
        const controller = new AbortController();
        const call = pool.submitWith({ signal: controller.signal }, tasks(waitForEver));
        if (i % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
        controller.abort();
        await assert.rejects(async () => call, { name: "CancelledError" });
      }
      assert.equal(await pool.submit(tasks(add), 1, 2), 3);
      assert.equal(pool.statistics().workers.length, 1);
    });

    test("a call that timed out does not overlap the next one (synckit#183)", async () => {
      await using pool = make();
      for (let i = 0; i < 5; i++) {
        await assert.rejects(async () => pool.submitWith({ timeout: 1 }, tasks(runAlone)), {
          name: "TimeoutError",
        });
      }
    });

    test("timers of a worker go on between calls", async () => {
      await using pool = make();
      await pool.submit(tasks(startTicking));
      while ((await pool.submit(tasks(readTicks))) < 3)
        await new Promise((resolve) => setTimeout(resolve, 1));
    });

    test("an error whose fields are circular, or hold a BigInt, is that error (jest#11617, #14840)", async () => {
      await using pool = make();
      await assert.rejects(
        async () => pool.submit(failures(fail), "circularField"),
        (error: Error & { list?: unknown[] }) => {
          assert.equal(error.message, "circular");
          assert.equal(error.list?.[0], 1n);
          assert.equal(error.list?.[1], error.list);
          return true;
        },
      );
    });

    test("a Map, a Set and a Date arrive as such", async () => {
      await using pool = make();
      const value = new Map<string, unknown>([
        ["a", new Set([1n])],
        ["b", new Date(5)],
      ]);
      assert.deepEqual(await pool.submit(tasks(same<unknown>), value), value);
    });

    test("a worker that blocks on a promise which only it could settle is told so", async () => {
      await using pool = make();
      await assert.rejects(async () => pool.submit(tasks(blockOnOwnPromise)), { name: "HostPromiseError" });
      assert.equal(await pool.submit(tasks(add), 1, 2), 3);
    });
  });
}

for (const { name, make } of kinds) {
  test(`known troubles: calls pending in a ${name} fail when it is terminated (comlink#601)`, async () => {
    const agent = make(calls(serveUntilStopped), []).start();
    agent.then(undefined, () => {});
    const pending = [1, 2, 3].map(() => runCoroutineThreadsafe(calls(cleansUp), [], agent.loop));
    agent.terminate();
    for (const call of pending) await assert.rejects(async () => call, { code: "ERR_AGENT_ENDED" });
  });
}

describe("known troubles: shared memory that is sent to a process (tinypool)", () => {
  const memory = new Int32Array(new SharedArrayBuffer(4));

  test("is refused at the call, and the parent goes on", async () => {
    const refused = {
      name: "TypeError",
      message: /^Cannot send the arguments to <Process .*SharedArrayBuffer/,
    };
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    assert.throws(() => pool.submit(tasks(same<unknown>), memory), refused);
    assert.throws(() => new Process(tasks(same<unknown>), [memory]).start(), refused);
    assert.equal(await pool.submit(tasks(add), 1, 2), 3);
  });

  test("is refused when its turn comes, if the call waits", async () => {
    await using pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    const first = pool.submit(tasks(addSlowly), 1, 2);
    await assert.rejects(async () => pool.submit(tasks(same<unknown>), memory), { name: "TypeError" });
    assert.equal(await first, 3);
    assert.equal(await pool.submit(tasks(add), 1, 2), 3);
  });

  test("crosses to a thread", async () => {
    const sent = await new Thread(tasks(same<Int32Array>), [memory]).start();
    Atomics.store(memory, 0, 5);
    assert.equal(Atomics.load(sent, 0), 5);
  });
});

test("known troubles: nothing that spins outlives a program that ends (vitest#8766)", async () => {
  const { status, stdout } = await runProgram(`
    import { ProcessPoolExecutor, exported } from "tsyncio";
    import { spin, where } from "${tasks(where).url}";
    const target = (fn) => exported("${tasks(where).url}", fn);
    const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
    console.log((await pool.submit(target(where))).split("/")[0]);
    const spinning = pool.submitWith({ timeout: 10, grace: 10 }, target(spin));
    await spinning.then(() => {}, () => {});
    pool.submit(target(spin));
    setTimeout(() => process.exit(6), 50);
  `);
  assert.equal(status, 6);
  const pid = Number(stdout);
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (isAlive()) await new Promise((resolve) => setTimeout(resolve, 5));
});
