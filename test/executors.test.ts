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
    import { CancelledError, ProcessPoolExecutor, ThreadPoolExecutor, exported } from "tsyncio/executors";
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

  test("has one executor and error with what it imports later", async () => {
    const found = await alone(`
      const whole = await import("tsyncio");
      const loop = whole.newEventLoop();
      print([
        whole.ThreadPoolExecutor === ThreadPoolExecutor, whole.CancelledError === CancelledError,
        pool.submit(exported("${modules.api}", function plain() {})) instanceof whole.ConcurrentFuture,
        loop.runUntilComplete((function* () { return yield* pool.submit(exported("${modules.api}", function plain() {})); })()),
      ]);
      loop.close();
    `);
    assert.deepEqual(found, [true, true, true, "plain"]);
  });

  test("starts no thread before the first call, which may come after the rest of the package", async () => {
    const found = await alone(`
      let threads = 0;
      process.on("worker", () => threads++);
      const before = [String(pool), pool.statistics().workers.length];
      await import("tsyncio");
      print([...before, threads, await api.plain(), threads, String(pool)]);
    `);
    const name = "<ThreadPoolExecutor workers=";
    assert.deepEqual(found, [`${name}0 queued=0 open>`, 0, 0, "plain", 1, `${name}1 queued=0 open>`]);
  });

  test("ends the thread that began for a first call which was refused, when the pool is shut down", async () => {
    const found = await alone(`
      const { once } = await import("node:events");
      const begun = once(process, "worker");
      let message = "";
      try { pool.submit(exported("${modules.api}", function plain() {}), () => {}); } catch (error) { message = error.message; }
      const [worker] = await begun;
      const ended = once(worker, "exit");
      await pool.shutdown();
      print([message, String(pool), (await ended).length]);
    `);
    const [message, ...rest] = found as string[];
    assert.match(String(message), /args\[0\] is a function/);
    assert.deepEqual(rest, ["<ThreadPoolExecutor workers=0 queued=0 closed>", 1]);
  });

  test("has a thread that waits until it is told what it needs, if that takes longer than to begin", async () => {
    const found = await alone(`
      const { prototype } = (await import("node:module")).default;
      const { require } = prototype;
      let waits = 0;
      prototype.require = function (id) {
        if (id.endsWith("full-pools.js")) {
          waits++;
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
        }
        return require.call(this, id);
      };
      print([await api.plain(), api.plain.sync(), waits]);
    `);
    assert.deepEqual(found, ["plain", "plain", 1]);
  });

  test("has a pool that is shut down before the first call, and one of processes", async () => {
    const found = await alone(`
      const unused = new ThreadPoolExecutor();
      await unused.shutdown();
      const plain = exported("${modules.api}", function plain() {});
      let message = "";
      try { unused.submit(plain); } catch (error) { message = error.message; }
      const processes = new ProcessPoolExecutor({ maxWorkers: 1 });
      print([message, await processes.submit(plain)]);
      await processes.shutdown();
    `);
    const [message, fromProcess] = found as string[];
    assert.match(String(message), /it was shut down$/);
    assert.equal(fromProcess, "plain");
  });

  test("reads what the first worker prints", async () => {
    const found = await alone(`
      const piped = new ThreadPoolExecutor({ maxWorkers: 1, stdout: "pipe" });
      const work = piped.module("${modules.api}");
      await work.printLine("to be read");
      await piped.shutdown();
      print([String(piped.stdout.read()).trim(), piped.stderr]);
    `);
    assert.deepEqual(found, ["to be read", null]);
  });

  test("is told why what the first call needs can't be loaded", async () => {
    const program = `
      import { ThreadPoolExecutor } from "tsyncio/executors";
      const pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      try { pool.module("${modules.api}").plain(); } catch (error) { console.log(error.code, error.message); }
    `;
    const { status, stdout, stderr } = await runProgram(program, ["--no-experimental-require-module"]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.equal(
      stdout,
      "ERR_EXECUTOR_NOT_LOADED Cannot load what an executor needs for its first call: Node can't require() it now. If " +
        "another part of the program is just importing tsyncio, await that import before the first call; otherwise import " +
        "the executor from tsyncio.\n",
    );
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
