import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  ContextVar,
  carried,
  exported,
  ProcessPoolExecutor,
  run,
  SharedEvent,
  ThreadPoolExecutor,
} from "tsyncio";
import { runProgram } from "../../drivers/program.js";
import { neverCalled } from "../fixtures/throws-at-import.js";
import { late } from "../fixtures/top-level-await.js";
import type * as targets from "../fixtures/without-tsyncio.js";
import { plain } from "../fixtures/without-tsyncio.js";

type Module = typeof targets;

const url = new URL("../fixtures/without-tsyncio.js", import.meta.url);
const flavour = carried(import.meta.url, new ContextVar<string>("flavour"));

for (const Executor of [ThreadPoolExecutor, ProcessPoolExecutor]) {
  describe(`the first call of a worker of a ${Executor.name} whose module imports nothing`, () => {
    const first = (rule: string, body: (api: ReturnType<typeof apiOf>) => Promise<void>) =>
      test(rule, async () => {
        await using pool = new Executor({ maxWorkers: 1 });
        await body(apiOf(pool));
      });

    first("returns a value", async (api) => {
      assert.equal(await api.plain(), "plain");
    });

    first("returns a coroutine, which is run", async (api) => {
      assert.equal(await api.coroutine(), "from a generator");
      assert.equal(await api.coroutine(), "from a generator");
    });

    first("is given a callback", async (api) => {
      assert.equal(await api.callBack((value) => Promise.resolve(value + 1)), 3);
    });

    first("is given a signal that aborts while the worker starts", async (api) => {
      const controller = new AbortController();
      const call = api.untilAborted(controller.signal);
      controller.abort();
      assert.equal(await call, "aborted");
    });

    first("gives back a stream", async (api) => {
      const seen: number[] = [];
      for await (const value of await api.countTo(3)) seen.push(value);
      assert.deepEqual(seen, [1, 2, 3]);
    });

    first("throws, and its error crosses with its class and cause", async (api) => {
      await assert.rejects(
        async () => await api.fail(),
        (error) => error instanceof RangeError && (error.cause as Error).message === "its cause",
      );
    });

    first("carries values of the context that nobody there asks for", async (api) => {
      await run(function* () {
        flavour.set("vanilla");
        assert.equal(yield* api.plain(), "plain");
      });
    });
  });
}

function apiOf(pool: ThreadPoolExecutor | ProcessPoolExecutor) {
  return pool.module<Module>(url);
}

describe("a worker of a ThreadPoolExecutor", () => {
  test("is given something shared by its first call, whose module imports nothing", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const event = new SharedEvent();
    assert.equal(await apiOf(pool).setShared(event), event);
    assert.equal(event.isSet(), true);
  });

  test("cancels a coroutine that its first call returned", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const call = apiOf(pool).coroutine();
    call.cancel();
    await assert.rejects(async () => await call, { code: "ERR_CANCELLED" });
    assert.equal(await apiOf(pool).plain(), "plain");
  });

  test("begins with a module that awaits at its top level", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const { href } = new URL("../fixtures/top-level-await.js", import.meta.url);
    assert.equal(await pool.submit(exported(href, late)), undefined);
  });

  test("begins with a module that throws, and says so each time", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
    const target = exported(new URL("../fixtures/throws-at-import.js", import.meta.url).href, neverCalled);
    for (let i = 0; i < 2; i++)
      await assert.rejects(async () => await pool.submit(target), {
        message: "thrown while it was imported",
      });
  });

  test("begins with a CommonJS module", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tsyncio-"));
    try {
      const file = join(folder, "twice.cjs");
      writeFileSync(file, "module.exports = function twice(n) { return 2 * n; };");
      const twice = createRequire(import.meta.url)(file) as (n: number) => number;
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      assert.equal(await pool.submit(exported(pathToFileURL(file).href, twice), 21), 42);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("begins with a module that a hook of --import changes", async () => {
    const hook = `export async function load(url, context, next) {
      const loaded = await next(url, context);
      if (!url.includes("without-tsyncio")) return loaded;
      return { ...loaded, source: String(loaded.source).replace('return "plain"', 'return "hooked"') };
    }`;
    const register = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
    await using pool = new ThreadPoolExecutor({ maxWorkers: 1, execArgv: ["--import", dataUrl(register)] });
    assert.equal(await pool.submit(exported(url.href, plain)), "hooked");
  });

  test("writes through what modules print that --import loads before it begins, and keeps nobody alive for it", async () => {
    const early = dataUrl("process.stdout.write('early '); console.error('error');");
    const { status, stdout, stderr } = await runProgram(`
      import { exported, ThreadPoolExecutor } from "tsyncio";
      import { plain } from "${url}";
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, execArgv: ["--import", ${JSON.stringify(early)}] });
      console.log(await pool.submit(exported("${url}", plain)));
    `);
    assert.deepEqual({ status, stdout, stderr }, { status: 0, stdout: "early plain\n", stderr: "error\n" });
  });
});

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
