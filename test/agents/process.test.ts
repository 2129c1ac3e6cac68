import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { newEventLoop, Process } from "tsyncio";
import { runProgram } from "../drivers/program.js";
import { add, nothing, setsExitCode, waitForEver, whereAmI } from "./fixtures/work.js";
import { fixtures, work } from "./targets.js";

describe("Process", () => {
  test("start: another process, whose main thread runs the target; pid is its number", () => {
    const child = new Process(work(whereAmI), []);
    assert.equal(child.pid, null);
    const seen = child.start().join();
    assert.equal(seen.isMainThread, true);
    assert.notEqual(seen.pid, process.pid);
    assert.equal(child.pid, seen.pid);
  });

  test("pid: there while the process runs", async () => {
    const child = new Process(work(waitForEver), [], { daemon: true }).start();
    while (child.pid === null) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(process.kill(child.pid, 0), true);
    child.kill();
    assert.throws(() => child.join(), { code: "ERR_AGENT_ENDED" });
  });

  test("exitCode: whoever has the result may ask for it", async () => {
    const joined = new Process(work(nothing), []).start();
    joined.join();
    assert.equal(joined.exitCode, 0);
    const awaited = new Process(work(setsExitCode), [3]).start();
    assert.equal(await awaited, "returned");
    assert.equal(awaited.exitCode, 3);
    assert.equal(awaited.isAlive(), false);
  });

  for (const [what, signal, end] of [
    ["terminate", "SIGTERM", (child: Process<typeof waitForEver>) => child.terminate()],
    ["kill", "SIGKILL", (child: Process<typeof waitForEver>) => child.kill()],
    ["kill with a signal", "SIGINT", (child: Process<typeof waitForEver>) => child.kill("SIGINT")],
  ] as const) {
    test(`${what}: ends it by ${signal}, and the exit code is null`, () => {
      const child = new Process(work(waitForEver), [], { name: "ended" }).start();
      end(child);
      assert.throws(() => child.join(), {
        name: "RuntimeError",
        code: "ERR_AGENT_ENDED",
        message: `<Process ended> ended before its target returned: killed by ${signal}`,
      });
      assert.equal(child.exitCode, null);
      assert.equal(child.isAlive(), false);
    });
  }

  test("kill, terminate: do nothing on one that was not started or has ended", () => {
    const child = new Process(work(add), [1, 2]);
    child.kill();
    child.terminate();
    assert.equal(child.start().join(), 3);
    child.kill();
    child.terminate();
    assert.equal(child.join(), 3);
    assert.equal(child.exitCode, 0);
  });

  test("kill: wakes a loop that blocks for it", () => {
    using loop = newEventLoop();
    const child = new Process(work(waitForEver), []).start();
    loop.callLater(1, () => child.kill());
    assert.throws(
      () =>
        loop.runUntilComplete(function* () {
          yield* child;
        }),
      { code: "ERR_AGENT_ENDED", message: /killed by SIGKILL/ },
    );
  });

  test("kill: refuses what is no signal, and the process goes on", () => {
    const child = new Process(work(add), [1, 2], { name: "alive" }).start();
    for (const signal of ["SIGNONE", "sigterm", 9, null]) {
      assert.throws(() => child.kill(signal as NodeJS.Signals), {
        name: "RangeError",
        message: `Cannot kill <Process alive> with ${signal}: the name of a signal is expected`,
      });
    }
    assert.equal(child.join(), 3);
  });

  test("start: what it prints goes where this process prints", async () => {
    const { status, stdout, stderr } = await runProgram(`
      import { exported, Process } from "tsyncio";
      import { say } from "${fixtures.work}";
      new Process(exported("${fixtures.work}", say), ["from the child"]).start().join();
      console.log("joined");
    `);
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 0, stdout: "from the child\njoined\n", stderr: "error: from the child\n" },
    );
  });

  test("start: several run at once", async () => {
    const children = [1, 2, 3].map((n) => new Process(work(add), [n, n]).start());
    assert.deepEqual(await Promise.all(children), [2, 4, 6]);
  });
});
