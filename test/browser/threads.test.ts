import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { root } from "../docs/paths.js";
import { bundle } from "./bundle.js";
import { checkTypes } from "./check-types.js";
import { launchChromium, serve, skip } from "./chromium.js";

const source = fileURLToPath(new URL("test/browser/threads/", root));

test("tsyncio/browser: its types need those of a browser only", () => checkTypes(source));

describe("Thread in a browser", { skip }, () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  let page: Page;
  before(async () => {
    // Minified, as a program is that users get: nothing may depend on the names of functions and the places of modules.
    server = await serve(await bundle({ root: source, base: "./", build: { target: "esnext" } }));
    browser = await launchChromium();
    page = await browser.newPage();
    await page.goto(`${server.url}/`);
    await page.waitForFunction("globalThis.cases");
  });
  after(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  const outcome = (name: string) => page.evaluate<unknown>(`cases.${name}()`);

  /** The error that a case ended with: as much of it as is expected. */
  async function checkError(name: string, expected: Readonly<Record<string, unknown>>): Promise<void> {
    const error = (await outcome(name)) as Record<string, unknown>;
    const found = Object.fromEntries(Object.keys(expected).map((key) => [key, error[key]]));
    assert.deepEqual(found, expected, JSON.stringify(error));
  }

  test("start: the target's result is awaited", async () => {
    assert.equal(await outcome("result"), 3);
  });

  test("start: a coroutine runs on a loop of the thread; when it has returned, the thread has ended", async () => {
    assert.deepEqual(await outcome("exitCode"), {
      result: 7,
      code: 0,
      alive: false,
      text: "<Thread adder>",
    });
  });

  test("start: what the target throws arrives with its class, code and fields", () =>
    checkError("error", {
      name: "InvalidStateError",
      message: "not so",
      code: "ERR_INVALID_STATE",
      details: [1, 2],
      class: "its own",
    }));

  test("runCoroutineThreadsafe: runs in the thread's loop, and the result comes to the page's", async () => {
    assert.equal(await outcome("call"), 11);
  });

  test("parentLoop: the thread calls the page's loop", async () => {
    assert.equal(await outcome("askPage"), 42);
  });

  test("cancel: the coroutine over there is cancelled, and cleans up", async () => {
    assert.deepEqual(await outcome("cancel"), { cancelled: true, notes: ["cleaned up"] });
  });

  test("terminate: the thread ends at once, and with it the calls into its loop", async () => {
    const [call, target, exitCode, isAlive] = (await outcome("terminate")) as [
      { message: string },
      { code: string },
      number,
      boolean,
    ];
    assert.match(call.message, /^<Thread Thread-\d+> ended before its target returned: it was terminated$/);
    assert.equal(target.code, "ERR_AGENT_ENDED");
    assert.equal(exitCode, 1);
    assert.equal(isAlive, false);
  });

  test("using: the thread ends with the block, without blocking the page", async () => {
    assert.equal(await outcome("using"), false);
  });

  test("a thread may block on a loop of its own", async () => {
    assert.equal(await outcome("block"), "slept");
  });

  test("a thread may start another", async () => {
    assert.equal(await outcome("inner"), "IN THERE");
  });

  for (const [where, name] of [
    ["join: in a page", "join"],
    ["result: in a worker", "blockOnPage"],
  ] as const) {
    test(`${where}, a wait that no message could end is refused`, () =>
      checkError(name, {
        name: "RuntimeError",
        code: "ERR_CANNOT_BLOCK",
        message:
          "Cannot block this thread until another one is done: a browser delivers what other threads send only to a thread that " +
          "is free. Await it instead.",
      }));
  }

  test("runUntilComplete: a loop that blocks a worker can't wait for the page, and says so at once", () =>
    checkError("blockLoopOnPage", { name: "DeadlockError", code: "ERR_DEADLOCK" }));

  test("an async generator can't be sent back", () =>
    checkError("generator", {
      name: "TypeError",
      message:
        "The result of 'count' cannot be sent back: result is a AsyncGenerator. They are copied (structured clone): " +
        "functions, symbols and live objects stay in the thread that made them.",
    }));

  test("serveTargets: what is not named there can't be called", () =>
    checkError("notServed", {
      code: "ERR_TARGET_NOT_EXPORTED",
      message:
        "Cannot find 'secret' in this thread: it serves add, addLater, fail, runLoop, waitForEver, askPage, block, " +
        "blockOnPage, blockLoopOnPage, startInner, count. Its module names what other threads may call: " +
        "serveTargets({ secret }).",
    }));

  test("serveTargets: refuses what is no function", () =>
    checkError("notFunction", {
      name: "TypeError",
      message: "Cannot serve 'five': a function is expected, got number",
    }));

  test("targetsOf: a function of another thread can't be called here", () =>
    checkError("here", {
      code: "ERR_WRONG_THREAD",
      message: "Cannot call 'add' here: it is a function of another thread",
    }));

  test("a module that throws as it is loaded ends the thread with that message", () =>
    checkError("throwsAtLoad", {
      code: "ERR_AGENT_ENDED",
      message: "<Thread broken> ended before its target returned: Uncaught Error: no configuration",
    }));

  test("a module that can't be loaded ends the thread", () =>
    checkError("missing", {
      code: "ERR_AGENT_ENDED",
      message:
        "<Thread missing> ended before its target returned: the module of its worker could not be loaded",
    }));

  test("a worker that serves nothing is reported", async () => {
    const fresh = await browser.newPage();
    await fresh.clock.install();
    await fresh.goto(`${server.url}/`);
    await fresh.waitForFunction("globalThis.cases");
    const warned = fresh.waitForEvent("console");
    await fresh.evaluate("cases.silent()");
    await fresh.clock.fastForward(10_000);
    assert.match(
      (await warned).text(),
      /^<Thread Thread-1> has not begun within 10 seconds: does the module of its worker call serveTargets\(\)\?$/,
    );
    await fresh.close();
  });

  test("Thread: refuses what makes no worker", () =>
    checkError("noWorker", {
      name: "TypeError",
      message:
        "Cannot make a Thread of undefined: a function that makes a worker is expected, as in new Thread(target, args, " +
        '{ worker: () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }) }).',
    }));

  test("Thread: refuses what is no target", () => checkError("noTarget", { name: "TypeError" }));

  test("start: refuses an argument that can't be cloned, and starts nothing", () =>
    checkError("uncloneable", { name: "TypeError" }));

  test("parentLoop: a page has none", () => checkError("noParent", { code: "ERR_NO_PARENT" }));
});
