import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "tsyncio";
import { type Transformed, transformAsync } from "tsyncio/transform";
import { type Log, runModule } from "./both-ways.js";
import { assertPositions } from "./positions.js";

const RESOURCES = `
const make = (log, name, how = {}) => ({
  async [Symbol.asyncDispose]() { log("close " + name); await null; if (how.fails) throw new Error(name); log("closed " + name); },
  [how.sync ? Symbol.dispose : "none"]() { log("dispose " + name); },
});
const sync = (log, name) => ({ [Symbol.dispose]() { log("dispose " + name); } });
`;

/** Whether this Node knows `await using` itself. */
const isNative = (() => {
  try {
    return new Function("return async () => { await using x = null; }") !== null;
  } catch {
    return false;
  }
})();

/** What `main` logs on a loop, and natively where that is possible. */
async function logs(body: string): Promise<readonly unknown[]> {
  const code = `${RESOURCES}export async function main(log) {${body}}`;
  const runtime = import.meta.resolve("tsyncio/managed");
  const transformed = transformAsync(code, { file: "program.js", runtime }) as Transformed;
  const output = transformed.code;
  const onLoop = await runModule(output, (main, log: Log) => run(() => main(log) as PromiseLike<unknown>));
  if (isNative) assert.deepEqual(await runModule(code), onLoop, output);
  assertPositions(code, transformed);
  return onLoop.error === undefined ? onLoop.log : [...onLoop.log, onLoop.error];
}

test("await using: disposes in reverse order, of what using declared in between as well", async () => {
  assert.deepEqual(
    await logs(`
    await using a = make(log, "a"), none = null
    using b = sync(log, "b")
    await using c = await make(log, "c", { sync: true });
    log("body", typeof a, b === undefined, none)`),
    ["body", "object", false, null, "close c", "closed c", "dispose b", "close a", "closed a"],
  );
});

test("await using: disposes when the block is left by return, break, continue and throw", async () => {
  assert.deepEqual(
    await logs(`
    const f = async () => { await using a = make(log, "a"); return (log("returns"), "value") };
    log(await f());
    for (const n of [1, 2, 3]) { await using b = make(log, "b" + n); if (n === 1) continue; if (n === 2) break; }
    try { await using c = make(log, "c"); throw new Error("body"); } catch (error) { log(error.message); }`),
    [
      ...["returns", "close a", "closed a", "value"],
      ...["close b1", "closed b1", "close b2", "closed b2", "close c", "closed c", "body"],
    ],
  );
});

test("await using: errors of the block and of disposing are chained", async () => {
  assert.deepEqual(
    await logs(`
    try { await using a = make(log, "a", { fails: true }); throw new Error("body"); }
    catch (error) { log(error.name, error.error.message, error.suppressed.message); }
    try { await using b = 5; } catch (error) { log(error.constructor.name); }
    await using c = make(log, "c", { fails: true });`),
    ["close a", "SuppressedError", "a", "body", "TypeError", "close c", "Error: c"],
  );
});

test("await using: in the heads of loops", async () => {
  assert.deepEqual(
    await logs(
      `
    outer: for (await using x of [make(log, "x1"), make(log, "x2")]) { log(typeof x); continue outer }
    for await (await using y of [make(log, "y")]) log(typeof y)`,
    ),
    ["object", "close x1", "closed x1", "object", "close x2", "closed x2", "object", "close y", "closed y"],
  );
  const head = "async function f() { for (await using x = y;;) break; }";
  assert.throws(
    () => transformAsync(head, { file: "file.js" }),
    /Cannot compile 'await using' in the head of this loop.*file\.js:1:22/,
  );
});

test("using that another tool has lowered: what it disposes with awaits in the loop", () => {
  for (const helper of ["@oxc-project/runtime/helpers/usingCtx", "@babel/runtime/helpers/esm/usingCtx.js"]) {
    const output = transformAsync(`import _using from "${helper}"; async () => {};`, { file: "file.js" });
    assert.match(output?.code as string, /import _using from "tsyncio\/managed\/helpers\/usingCtx"/);
  }
});
