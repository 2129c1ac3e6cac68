import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { describe, test } from "node:test";
import { newEventLoop } from "tsyncio";
import { runProgram } from "../../drivers/program.js";
import {
  printAndExit,
  printAndFail,
  printInParts,
  printMuch,
  printMuchAndExit,
  printTwice,
  printWithoutEnd,
  say,
} from "../fixtures/output.js";
import { output, read, url } from "../printed.js";
import { pools } from "./pools.js";

function sortedLines(printed: string): string[] {
  return printed.split("\n").sort();
}

const PIPED = { stdout: "pipe", stderr: "pipe" } as const;

for (const { name, make } of pools) {
  describe(`the output of a ${name} that is piped`, () => {
    test("has that of all workers, apart from their errors, and ends when it has shut down", async () => {
      const pool = make({ maxWorkers: 2, ...PIPED });
      const printed = Promise.all([read(pool.stdout), read(pool.stderr)]);
      await Promise.all([1, 2, 3].map(() => pool.submit(output(printTwice))));
      assert.deepEqual([pool.stdout?.readableEnded, pool.stderr?.readableEnded], [false, false]);
      await pool.shutdown();
      const [stdout, stderr] = await printed;
      assert.deepEqual(sortedLines(stdout), [
        "",
        ...new Array(3).fill("first"),
        ...new Array(3).fill("second"),
      ]);
      assert.equal(stderr, "first error\n".repeat(3));
    });

    test("is there while the worker runs", async () => {
      await using pool = make({ maxWorkers: 1, stdout: "pipe" });
      pool.submit(output(say), "here");
      for await (const chunk of pool.stdout as Readable) {
        assert.equal(String(chunk), "here\n");
        break;
      }
      assert.equal(await pool.submit(output(say), "still"), undefined);
    });

    test("has whole lines, though workers print parts of them in turn", async () => {
      const pool = make({ maxWorkers: 3, stdout: "pipe" });
      for (const letter of ["a", "b", "c"]) pool.submit(output(printInParts), letter, 20);
      await pool.shutdown();
      const lines = (await read(pool.stdout)).split("\n");
      assert.deepEqual(
        lines.sort(),
        ["", "aaa", "bbb", "ccc"].flatMap((line) => new Array(line === "" ? 1 : 20).fill(line)),
      );
    });

    test("gives an end to the last line of a worker that has none", async () => {
      const pool = make({ maxWorkers: 1, maxTasksPerChild: 1, stdout: "pipe" });
      for (const word of ["one", "two\nand", "three\n"]) await pool.submit(output(printWithoutEnd), word);
      await pool.shutdown();
      assert.deepEqual(sortedLines(await read(pool.stdout)), ["", "and", "one", "three", "two"]);
    });

    test("goes on when workers are replaced, be it that they exit, and has their last words", async () => {
      const pool = make({ maxWorkers: 1, maxTasksPerChild: 2, stdout: "pipe" });
      for (let i = 0; i < 2; i++) {
        await pool.submit(output(say), "words");
        await assert.rejects(async () => pool.submit(output(printAndExit), "last words"), {
          code: "ERR_AGENT_ENDED",
        });
      }
      await assert.rejects(async () => pool.submit(output(printMuchAndExit), 1_000_000));
      for (let i = 0; i < 3; i++) await pool.submit(output(say), "words");
      await pool.shutdown();
      assert.deepEqual(sortedLines(await read(pool.stdout)), [
        "",
        "last words",
        "last words",
        ...new Array(5).fill("words"),
        "x".repeat(1_000_000),
      ]);
    });

    test("is kept while this thread is blocked, be it in a loop; no reader is called meanwhile", async () => {
      const pool = make({ maxWorkers: 1, stdout: "pipe" });
      let printed = "";
      pool.stdout?.on("data", (chunk: Uint8Array) => {
        printed += chunk;
      });
      pool.submit(output(printMuch), 1_000_000).result();
      {
        using loop = newEventLoop();
        loop.runUntilComplete(pool.submit(output(say), "!"));
      }
      pool.shutdown().result();
      assert.equal(printed, "");
      await new Promise((resolve) => pool.stdout?.on("end", resolve));
      assert.equal(printed, `${"x".repeat(1_000_000)}!\n`);
    });

    test("has what the initializer prints that fails, and ends", async () => {
      const pool = make({
        maxWorkers: 1,
        stdout: "pipe",
        initializer: output(printAndFail),
        initargs: ["before"],
      });
      await assert.rejects(async () => pool.submit(output(say), "never"), { code: "ERR_BROKEN_EXECUTOR" });
      await pool.shutdown();
      assert.equal(await read(pool.stdout), "before\n");
    });

    test("of an executor that was never used ends with it", async () => {
      const pool = make(PIPED);
      await pool.shutdown();
      assert.deepEqual([await read(pool.stdout), await read(pool.stderr)], ["", ""]);
    });

    test("that nobody reads keeps neither the program alive nor the executor from its end", async () => {
      for (const end of ["", "await pool.shutdown();"]) {
        const { status, stdout } = await runProgram(`
          import { ${name}, exported } from "tsyncio";
          import { printMuch } from "${url}";
          const pool = new ${name}({ maxWorkers: 1, stdout: "pipe" });
          await pool.submit(exported("${url}", printMuch), 1_000_000);
          ${end}
          console.log("end");
        `);
        assert.deepEqual({ status, stdout }, { status: 0, stdout: "end\n" });
      }
    });

    test("one that is not piped has no stream; a way that there is not is refused", async () => {
      await using pool = make({ maxWorkers: 1, stdout: "ignore" });
      assert.deepEqual([pool.stdout, pool.stderr], [null, null]);
      assert.equal(await pool.submit(output(say), "dropped"), undefined);
      assert.throws(() => make({ stdout: "file" as "pipe" }), {
        name: "RangeError",
        message: 'Cannot make an executor with stdout file: "inherit", "ignore" or "pipe" is expected',
      });
    });
  });
}
