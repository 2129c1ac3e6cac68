import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "../drivers/program.js";
import { fixtures } from "./targets.js";

const ends = new URL("./fixtures/ends.js", import.meta.url).href;
const flags = new URL("./flag.js", import.meta.url).href;

/** What a new process prints, in which no thread was started and nothing has blocked so far. */
async function printed(body: string): Promise<string> {
  const { status, stdout, stderr } = await runProgram(`
    import { exported, newEventLoop, Process, SharedLock, sleep, Thread, ThreadPoolExecutor } from "tsyncio";
    import { newFlag, raise, waitFor } from "${flags}";
    import { numberOfThread, spins, takesLockAndSpins, waitsForLock } from "${ends}";
    import { exits } from "${fixtures.failures}";
    import { add, waitForEver } from "${fixtures.work}";
    const target = (fn) => exported("${ends}", fn);
    const failing = (fn) => exported("${fixtures.failures}", fn);
    const working = (fn) => exported("${fixtures.work}", fn);
    const errorOf = (fn) => { try { return fn(); } catch ({ code, message }) { return code + " " + message; } };
    ${body}
  `);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  return stdout.trim();
}

describe("the first thread of a process, while who started it", () => {
  test("blocks: its exit code is known", async () => {
    const told = await printed(`
      const thread = new Thread(failing(exits), [3]).start();
      console.log(errorOf(() => thread.join()), thread.exitCode);
    `);
    assert.equal(told, "ERR_AGENT_ENDED <Thread Thread-1> ended before its target returned: exit code 3 3");
  });

  test("blocks, having terminated it before it began: it ends", async () => {
    const told = await printed(`
      const thread = new Thread(working(waitForEver), []).start();
      thread.terminate();
      console.log(errorOf(() => thread.join()));
    `);
    assert.match(
      told,
      /^ERR_AGENT_ENDED <Thread Thread-1> ended before its target returned: it was terminated$/,
    );
  });

  test("blocks, having terminated it while it ran: it ends, and so does `using`", async () => {
    const told = await printed(`
      for (let i = 0; i < 2; i++) {
        const running = newFlag();
        const thread = new Thread(target(spins), [running]).start();
        waitFor(running);
        if (i === 0) {
          thread.terminate();
          console.log(errorOf(() => thread.join()));
        } else {
          thread[Symbol.dispose]();
          console.log(thread.isAlive());
        }
      }
    `);
    assert.equal(
      told,
      "ERR_AGENT_ENDED <Thread Thread-1> ended before its target returned: it was terminated\nfalse",
    );
  });

  test("blocks, and it can't be started: why is known", async () => {
    const told = await printed(`
      const thread = new Thread(working(add), [1, 2], { execArgv: ["--import", "data:text/javascript,process.exit(4)"] });
      console.log(errorOf(() => thread.start().join()));
    `);
    assert.match(told, /^ERR_AGENT_ENDED <Thread Thread-1> ended before its target returned: exit code/);
  });

  test("steps a loop by hand, and lets no host have a turn: the loop hears of its end", async () => {
    const told = await printed(`
      const loop = newEventLoop();
      const thread = new Thread(failing(exits), [3]).start();
      const task = loop.createTask((function* () {
        try {
          yield* thread;
        } catch ({ code }) {
          return code;
        }
      })());
      for (let left = 1_000; !task.done() && left > 0; left--) {
        loop.step(1);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
      console.log(task.result());
    `);
    assert.equal(told, "ERR_AGENT_ENDED");
  });

  test("blocks in a loop that always has something to do: the loop hears of its end", async () => {
    const told = await printed(`
      const loop = newEventLoop();
      const thread = new Thread(failing(exits), [3]).start();
      loop.runUntilComplete((function* () {
        while (thread.isAlive()) yield* sleep(0);
      })());
      console.log(errorOf(() => thread.join()));
      loop.close();
    `);
    assert.match(told, /exit code 3$/);
  });

  test("blocks again and again, each time for less than a millisecond: it hears of its end", async () => {
    const told = await printed(`
      const thread = new Thread(failing(exits), [3]).start();
      let ended = "";
      while (ended === "" || ended.startsWith("ERR_TIMEOUT")) ended = errorOf(() => thread.join(0.5));
      console.log(ended);
    `);
    assert.match(told, /exit code 3$/);
  });

  test("computes: who waits for a lock that it held is told", async () => {
    const told = await printed(`
      const lock = new SharedLock();
      const [taken, waiting, learned] = [newFlag(), newFlag(), newFlag()];
      const holder = new Thread(target(takesLockAndSpins), [lock, taken]).start();
      waitFor(taken);
      const waiter = new Thread(target(waitsForLock), [lock, waiting, learned]).start();
      waitFor(waiting);
      holder.terminate();
      while (Atomics.load(learned, 0) === 0);
      console.log(waiter.join(), errorOf(() => holder.join()).slice(0, 15));
    `);
    assert.equal(told, "AbandonedLockError ERR_AGENT_ENDED");
  });

  test("is free: it is the only thread that is started", async () => {
    const told = await printed(`
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const first = await pool.submit(target(numberOfThread));
      await pool.shutdown();
      console.log(first, await new Thread(target(numberOfThread), []).start());
    `);
    assert.equal(told, "1 2");
  });
});

test("a daemon Thread beside a Process that is waited for: each keeps the program alive as it should", async () => {
  const told = await printed(`
    const daemon = new Thread(working(waitForEver), [], { daemon: true }).start();
    console.log(await new Process(working(add), [1, 2]).start(), daemon.isAlive());
  `);
  assert.equal(told, "3 true");
});
