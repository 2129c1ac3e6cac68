import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { describe, test } from "node:test";
import { newEventLoop, Process } from "tsyncio";
import { runProgram } from "../drivers/program.js";
import {
  printAndExit,
  printAndWait,
  printBelow,
  printMuch,
  printMuchAndDie,
  printMuchAndExit,
  printTwice,
  say,
} from "./fixtures/output.js";
import { kinds } from "./kinds.js";
import { output, read, url } from "./printed.js";

const PIPED = { stdout: "pipe", stderr: "pipe" } as const;

for (const { name, make } of kinds) {
  describe(`the output of a ${name} that is piped`, () => {
    test("can be read apart, and ends with the agent", async () => {
      const agent = make(output(printTwice), [], PIPED).start();
      const [stdout, stderr, result] = await Promise.all([read(agent.stdout), read(agent.stderr), agent]);
      assert.deepEqual(
        { stdout, stderr, result },
        { stdout: "first\nsecond\n", stderr: "first error\n", result: "returned" },
      );
    });

    test("is there while the agent runs", async () => {
      await using agent = make(output(printAndWait), ["here"], { stdout: "pipe" }).start();
      for await (const chunk of agent.stdout as Readable) {
        assert.equal(String(chunk), "here\n");
        break;
      }
      assert.equal(agent.isAlive(), true);
    });

    test("is kept, however much it is, while this thread is blocked; no reader is called meanwhile", async () => {
      const agent = make(output(printMuch), [1_000_000], { stdout: "pipe" });
      let length = 0;
      agent.stdout?.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
      });
      agent.start().join();
      assert.equal(length, 0);
      await new Promise((resolve) => agent.stdout?.on("end", resolve));
      assert.equal(length, 1_000_000);
    });

    test("is kept while a loop blocks this thread", async () => {
      using loop = newEventLoop();
      const agent = make(output(printTwice), [], PIPED).start();
      assert.equal(loop.runUntilComplete(agent), "returned");
      assert.equal(await read(agent.stdout), "first\nsecond\n");
    });

    test("is whole though it is much and the agent exits", async () => {
      const agent = make(output(printMuchAndExit), [1_000_000], { stdout: "pipe" }).start();
      assert.throws(() => agent.join(), { code: "ERR_AGENT_ENDED" });
      assert.equal((await read(agent.stdout)).length, 1_000_000);
    });

    test("is whole though the agent exits or is killed", async () => {
      const exiting = make(output(printAndExit), ["last words"], { stdout: "pipe" }).start();
      assert.throws(() => exiting.join(), { code: "ERR_AGENT_ENDED" });
      assert.equal(await read(exiting.stdout), "last words\n");
      const killed = make(output(printAndWait), ["last words"], { stdout: "pipe" }).start();
      killed.then(undefined, () => {});
      const [chunk] = (await (killed.stdout as Readable)[Symbol.asyncIterator]().next()).value as [number];
      assert.equal(chunk, "l".charCodeAt(0));
      killed.terminate();
      await assert.rejects(async () => killed, { code: "ERR_AGENT_ENDED" });
    });

    for (const below of ["Thread", "Process"] as const) {
      test(`has that of a ${below} that the agent starts, if that inherits`, async () => {
        const agent = make(output(printBelow), [below, "inherit"], { stdout: "pipe" }).start();
        agent.join();
        assert.equal(await read(agent.stdout), "below\nabove\n");
        const other = make(output(printBelow), [below, "ignore"], { stdout: "pipe" }).start();
        other.join();
        assert.equal(await read(other.stdout), "above\n");
      });
    }

    test("that nobody reads keeps no program alive", async () => {
      const { status, stdout } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { say } from "${url}";
        const agent = new ${name}(exported("${url}", say), ["unread"], { stdout: "pipe" }).start();
        await agent;
        console.log("end");
      `);
      assert.deepEqual({ status, stdout }, { status: 0, stdout: "end\n" });
    });

    test("a way that there is not is refused", () => {
      assert.throws(() => make(output(say), ["x"], { stderr: "file" as "pipe" }), {
        name: "RangeError",
        message: `Cannot make a ${name} with stderr file: "inherit", "ignore" or "pipe" is expected`,
      });
    });

    test("one that is not piped has no stream", () => {
      const agent = make(output(say), ["x"], { stdout: "ignore" });
      assert.deepEqual([agent.stdout, agent.stderr], [null, null]);
      assert.equal(agent.start().join(), undefined);
    });
  });
}

describe("the output of a Process that is piped", () => {
  test("is whole though it is much and the process is killed at once", async () => {
    const agent = new Process(output(printMuchAndDie), [1_000_000], { stdout: "pipe" }).start();
    assert.throws(() => agent.join(), { code: "ERR_AGENT_ENDED" });
    assert.equal((await read(agent.stdout)).length, 1_000_000);
  });
});
