import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { runProgram } from "../drivers/program.js";
import { fixtures } from "./targets.js";

const output = new URL("./fixtures/output.js", import.meta.url).href;

describe("what a Thread prints", () => {
  test("is there at once, though its parent blocks and then exits", async () => {
    const { status, stdout, stderr } = await runProgram(`
      import { exported, Thread } from "tsyncio";
      import { say } from "${fixtures.work}";
      new Thread(exported("${fixtures.work}", say), ["from the thread"]).start().join();
      console.log("joined");
      process.exit(0);
    `);
    assert.deepEqual(
      { status, stdout, stderr },
      { status: 0, stdout: "from the thread\njoined\n", stderr: "error: from the thread\n" },
    );
  });

  test("keeps its order with what the parent prints", async () => {
    const { stdout } = await runProgram(`
      import { exported, Thread } from "tsyncio";
      import { say } from "${fixtures.work}";
      for (let i = 0; i < 3; i++) {
        console.log("parent", i);
        new Thread(exported("${fixtures.work}", say), ["thread " + i]).start().join();
      }
    `);
    assert.equal(stdout, "parent 0\nthread 0\nparent 1\nthread 1\nparent 2\nthread 2\n");
  });

  test("arrives whole, though a pipe holds less and the parent blocks", async () => {
    const { status, stdout } = await runProgram(`
      import { exported, Thread } from "tsyncio";
      import { printMuch } from "${output}";
      console.log("begin");
      new Thread(exported("${output}", printMuch), [1_000_000]).start().join();
      console.log("end");
    `);
    assert.equal(status, 0);
    assert.equal(stdout.length, "begin\n".length + 1_000_000 + "end\n".length);
    assert.ok(stdout.endsWith("xend\n"));
  });

  test("can be text in any encoding, or bytes; callbacks are called later, streams can be piped", async () => {
    const { stdout } = await runProgram(`
      import { exported, Thread } from "tsyncio";
      import { printEachWay } from "${output}";
      console.log(new Thread(exported("${output}", printEachWay), []).start().join());
    `);
    assert.equal(stdout, "text,hex,bytes,with a callback,piped,called called\n");
  });

  test("from a thread in a thread is there at once, too", async () => {
    const { stdout } = await runProgram(`
      import { exported, Thread } from "tsyncio";
      import { printFurtherDown } from "${output}";
      new Thread(exported("${output}", printFurtherDown), ["inner"]).start().join();
      console.log("joined");
    `);
    assert.equal(stdout, "inner\njoined\n");
  });
});

describe("what a Process prints", () => {
  test("arrives whole, though a pipe holds less and the parent blocks", async () => {
    const { status, stdout } = await runProgram(`
      import { exported, Process } from "tsyncio";
      import { printMuch } from "${output}";
      console.log("begin");
      new Process(exported("${output}", printMuch), [1_000_000]).start().join();
      console.log("end");
    `);
    assert.equal(status, 0);
    assert.equal(stdout.length, "begin\n".length + 1_000_000 + "end\n".length);
    assert.ok(stdout.endsWith("xend\n"));
  });
});

for (const name of ["Thread", "Process"]) {
  describe(`what a ${name} prints`, () => {
    for (const wait of ["join()", "then()"]) {
      test(`ends it when nobody is left who reads it, as the host does: ${wait}`, async () => {
        const source = `
          import { exported, ${name} } from "tsyncio";
          import { printForEver } from "${output}";
          try {
            await new ${name}(exported("${output}", printForEver), [], { name: "printer" }).start().${wait};
          } catch (error) {
            process.stderr.write(error.code);
          }
        `;
        const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
          stdio: ["ignore", "pipe", "pipe"],
        });
        const told = text(child.stderr);
        await once(child.stdout, "data");
        child.stdout.destroy();
        assert.match(await told, name === "Thread" ? /^ERR_AGENT_ENDED$/ : /EPIPE.*ERR_AGENT_ENDED$/s);
      });
    }

    test("by `end` is there at once; what is no text and no bytes is refused", async () => {
      const { stdout } = await runProgram(`
        import { exported, ${name} } from "tsyncio";
        import { writeWrongly } from "${output}";
        const codes = new ${name}(exported("${output}", writeWrongly), []).start().join();
        process.stdout.write(codes.join(" "), () => process.exit());
      `);
      assert.equal(stdout, "AABBthe end\nERR_INVALID_ARG_TYPE ERR_STREAM_NULL_VALUES ERR_INVALID_ARG_TYPE");
    });
  });
}
