import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  createTask,
  currentTask,
  Runner,
  run,
  runSync,
  sleep,
} from "tsyncio";
import { runProgram } from "../drivers/program.js";

/** What a terminal does at Ctrl-C, as far as listeners see it. */
function interrupt(): void {
  process.emit("SIGINT", "SIGINT");
}

const listeners = () => process.listenerCount("SIGINT");

test("run: the first SIGINT cancels main, which may clean up, and then it throws KeyboardInterrupt", async () => {
  const log: string[] = [];
  const end = run(function* () {
    createTask(
      (function* (): Coroutine<void> {
        try {
          yield* sleep(60_000);
        } finally {
          log.push("other task ended");
        }
      })(),
    );
    try {
      setImmediate(interrupt);
      yield* sleep(60_000);
    } finally {
      yield* sleep(1);
      log.push("main cleaned up");
    }
  });
  await assert.rejects(end, (error: Error & { code?: string }) => {
    assert.equal(error.name, "KeyboardInterrupt");
    assert.equal(error.code, "ERR_KEYBOARD_INTERRUPT");
    assert.equal(error.message, "The run was interrupted by SIGINT (Ctrl-C)");
    assert.ok(error.cause instanceof CancelledError);
    return true;
  });
  assert.deepEqual(log, ["main cleaned up", "other task ended"]);
  assert.equal(listeners(), 0);
});

test("run: a main that refuses the interrupt gives its result", async () => {
  const result = await run(function* () {
    try {
      setImmediate(interrupt);
      yield* sleep(60_000);
    } catch {
      assert.equal(currentTask()?.cancelling(), 1);
    }
    return "result";
  });
  assert.equal(result, "result");
});

test("run: a main that was cancelled by others besides throws CancelledError", async () => {
  await assert.rejects(
    run(function* () {
      const me = currentTask();
      setImmediate(() => {
        me?.cancel("by somebody");
        interrupt();
      });
      yield* sleep(60_000);
    }),
    { name: "CancelledError" },
  );
});

test("run: several at once are all cancelled by one SIGINT", async () => {
  const ends = [1, 2].map(() => run(sleep(60_000)));
  setTimeout(interrupt, 5);
  for (const end of await Promise.allSettled(ends)) {
    assert.equal(end.status, "rejected");
    assert.equal((end.reason as Error).name, "KeyboardInterrupt");
  }
  assert.equal(listeners(), 0);
});

test("Runner: a run after an interrupted one can be interrupted again", async () => {
  await using runner = new Runner();
  for (let i = 0; i < 2; i++) {
    setTimeout(interrupt, 5);
    await assert.rejects(runner.run(sleep(60_000)), { name: "KeyboardInterrupt" });
  }
  assert.equal(await runner.run(sleep(0, "usable")), "usable");
});

describe("a program's own listener for SIGINT is in charge", () => {
  for (const when of ["before the run", "during the run"]) {
    test(when, async () => {
      let heard = 0;
      const listener = () => {
        heard++;
      };
      if (when === "before the run") process.on("SIGINT", listener);
      try {
        await run(function* () {
          if (when === "during the run") process.on("SIGINT", listener);
          setImmediate(interrupt);
          yield* sleep(10);
        });
      } finally {
        process.off("SIGINT", listener);
      }
      assert.equal(heard, 1);
      assert.equal(listeners(), 0);
    });
  }
});

test("runSync: leaves SIGINT alone, since a thread that blocks would never hear it", () => {
  runSync(function* () {
    assert.equal(listeners(), 0);
    yield* sleep(0);
  });
});

test("run: the second SIGINT kills the process", async () => {
  const { signal, stdout } = await runProgram(`
    import { run, sleep } from "tsyncio";
    const hit = () => process.kill(process.pid, "SIGINT");
    await run(function* () {
      for (;;) {
        try {
          setTimeout(hit, 5);
          yield* sleep(60_000);
        } catch {
          console.log("refused");
        }
      }
    });
  `);
  assert.equal(stdout, "refused\n");
  assert.equal(signal, "SIGINT");
});

test("run: SIGINT while what is left is cleaned up kills the process", async () => {
  const { signal, stdout } = await runProgram(`
    import { createTask, run, sleep } from "tsyncio";
    const hit = () => process.kill(process.pid, "SIGINT");
    function* slow() {
      try {
        yield* sleep(60_000);
      } finally {
        console.log("cleaning up");
        setTimeout(hit, 5);
        yield* sleep(60_000);
      }
    }
    await run(function* () {
      createTask(slow());
      setTimeout(hit, 5);
      yield* sleep(60_000);
    });
  `);
  assert.equal(stdout, "cleaning up\n");
  assert.equal(signal, "SIGINT");
});

test("run: in another thread leaves SIGINT to the main thread", async () => {
  const { status, stdout } = await runProgram(`
    import { Worker } from "node:worker_threads";
    const source = \`
      import("tsyncio").then(async ({ run, sleep }) => {
        await run(sleep(1));
        console.log("ran", process.listenerCount("SIGINT"));
      });
    \`;
    new Worker(source, { eval: true });
  `);
  assert.equal(stdout, "ran 0\n");
  assert.equal(status, 0);
});
