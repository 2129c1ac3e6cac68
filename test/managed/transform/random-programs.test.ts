import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { run } from "tsyncio";
import { transformAsync } from "tsyncio/transform";
import { compiled, type Log, runModule } from "./both-ways.js";
import { programOf } from "./random-programs.js";

const RUNS = 150;

test("transformAsync: any program does compiled what it does natively, over promises and on a loop", async () => {
  const runtime = import.meta.resolve("tsyncio/managed");
  let awaits = 0;
  let lifted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(1000), { minLength: 150, maxLength: 400, size: "max" }),
      async (choices) => {
        const code = programOf(choices);
        awaits += code.split("await").length - 1;
        const native = await runModule(code);
        const overPromises = compiled(code);
        lifted += overPromises.split("\nfunction* ").length - 1;
        assert.deepEqual(await runModule(overPromises), native, `${code}\n\n${overPromises}`);
        const forLoop = transformAsync(code, { file: "program.js", runtime })?.code as string;
        const onLoop = (main: (log: Log) => unknown, log: Log) =>
          run(() => main(log) as PromiseLike<unknown>);
        assert.deepEqual(await runModule(forLoop, onLoop), native, `${code}\n\n${forLoop}`);
      },
    ),
    { numRuns: RUNS },
  );
  assert.ok(lifted > RUNS / 2, `functions should be lifted, and ${lifted / RUNS} are in each program`);
  assert.ok(awaits > RUNS * 4, `the programs should have awaits, and have ${awaits / RUNS} each`);
});
