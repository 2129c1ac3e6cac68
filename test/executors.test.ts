import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "./drivers/program.js";

const modules = {
  api: new URL("./agents/fixtures/without-tsyncio.js", import.meta.url),
  sharing: new URL("./agents/fixtures/gives-shared.js", import.meta.url),
};

/** Runs a program that has imported tsyncio/executors alone, and has a pool and two views of modules; it prints JSON. */
async function alone(body: string): Promise<unknown> {
  const { status, stdout, stderr } = await runProgram(`
    import { CancelledError, ConcurrentFuture, ThreadPoolExecutor, exported } from "tsyncio/executors";
    const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const api = pool.module("${modules.api}");
    const sharing = pool.module("${modules.sharing}");
    const print = (value) => console.log(JSON.stringify(value));
    ${body}
    await pool.shutdown();
  `);
  assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("a program that imports tsyncio/executors alone", () => {
  test("has results, streams and callbacks, awaited and blocking", async () => {
    const found = await alone(`
      const items = [];
      for await (const item of await api.countTo(3)) items.push(item);
      print([
        await api.plain(), api.plain.sync(), await api.coroutine(), items,
        await api.callBack((n) => Promise.resolve(n + 1)), api.callBack.sync((n) => n + 1),
      ]);
    `);
    assert.deepEqual(found, ["plain", "plain", "from a generator", [1, 2, 3], 3, 3]);
  });

  test("gets what a worker threw, with its cause", async () => {
    const found = await alone(`
      const error = await api.fail().then(() => null, (error) => error);
      print([error instanceof RangeError, error.message, error.cause.message]);
    `);
    assert.deepEqual(found, [true, "on purpose", "its cause"]);
  });

  test("is called back with what threads share, while it awaits and while it blocks", async () => {
    assert.equal(await alone("print(await sharing.giveShared((event) => event.isSet()));"), true);
    assert.equal(await alone("print(sharing.giveShared.sync((event) => event.isSet()));"), true);
  });

  for (const call of ["sharing.giveShared.sync(isSet)", "await sharing.giveShared(isSet)"]) {
    test(`is so, too, while it imports the rest of the package: ${call}`, async () => {
      const found = await alone(`
        const isSet = (event) => event.isSet();
        await api.plain();
        const rest = import("tsyncio");
        const answer = ${call};
        print([answer, typeof (await rest).SharedEvent]);
      `);
      assert.deepEqual(found, [true, "function"]);
    });
  }

  test("is refused a callback that returns a coroutine, for which it has no loop", async () => {
    const found = await alone(`
      function* one() { return 1; }
      print([
        await api.callBack(() => one()).then(() => "done", (error) => error.message),
        (() => { try { return api.callBack.sync(() => one()); } catch (error) { return error.message; } })(),
      ]);
    `);
    for (const message of found as string[]) assert.match(message, /no running event loop/);
  });

  test("has one executor, future and error with what it imports later", async () => {
    const found = await alone(`
      const whole = await import("tsyncio");
      const loop = whole.newEventLoop();
      print([
        whole.ThreadPoolExecutor === ThreadPoolExecutor, whole.ConcurrentFuture === ConcurrentFuture,
        whole.CancelledError === CancelledError,
        loop.runUntilComplete((function* () { return yield* pool.submit(exported("${modules.api}", function plain() {})); })()),
      ]);
      loop.close();
    `);
    assert.deepEqual(found, [true, true, true, "plain"]);
  });

  test("refuses what belongs to the thread, though it knows neither loops nor futures", async () => {
    const found = await alone(`
      const { newEventLoop } = await import("tsyncio/core");
      const loop = newEventLoop();
      const refused = (value) => { try { pool.submit(exported("${modules.api}", function plain() {}), value); } catch (error) { return error.message; } };
      print([refused(loop), refused(loop.createFuture()), refused((function* () {})())]);
      loop.close();
    `);
    const what = [/: an event loop belongs/, /: <Future pending> belongs/, /: a coroutine belongs/];
    for (const [index, message] of (found as string[]).entries())
      assert.match(message, what[index] as RegExp);
  });
});
