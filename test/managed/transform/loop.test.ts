import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "tsyncio";
import { transformAsync } from "tsyncio/transform";
import { type Log, runModule } from "./both-ways.js";
import { cases } from "./cases.js";
import { liftCases } from "./lift-cases.js";

/** On a loop, functions are not taken up in the order of promises' ticks. */
const ORDER = "the order of steps is the language's";

for (const [name, code] of Object.entries({ ...cases, ...liftCases })) {
  if (name === ORDER) continue;
  test(`compiled code on a loop: ${name}`, async () => {
    const runtime = import.meta.resolve("tsyncio/managed");
    const output = transformAsync(code, { file: "program.js", runtime })?.code ?? code;
    const onLoop = (main: (log: Log) => unknown, log: Log) => run(() => main(log) as PromiseLike<unknown>);
    assert.deepEqual(await runModule(output, onLoop), await runModule(code), output);
  });
}
