import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import {
  type Coroutine,
  exported,
  newEventLoop,
  Process,
  type Target,
  type TargetFunction,
  Thread,
} from "tsyncio";
import {
  blockInLoop,
  blockInLoopLater,
  collect,
  collectReports,
  note,
  noted,
  noteFailing,
  onNote,
  runOwnGuest,
  stopAndNote,
  stopCollecting,
  stopLoop,
} from "./fixtures/calls.js";
import { newFlag, raise, waitFor } from "./flag.js";
import { kinds } from "./kinds.js";
import { calls } from "./targets.js";

beforeEach(() => {
  noted.length = 0;
  onNote.clear();
});

for (const { name, make } of kinds) {
  /** What the agent's loop reports when it is called. */
  const reportsOf = <F extends TargetFunction>(target: Target<F>, ...args: Parameters<F>): string[] => {
    using loop = newEventLoop();
    return loop.runUntilComplete(function* () {
      const agent = make(calls(collectReports), []).start();
      yield* collect(1, null);
      agent.loop.callSoonThreadsafe(target, ...args);
      agent.loop.callSoonThreadsafe(calls(stopCollecting));
      return yield* agent;
    });
  };

  describe(`the RemoteLoop of a ${name}`, () => {
    test("callSoonThreadsafe: calls the target in the agent's loop, with copies of the arguments, in order", () => {
      const agent = make(calls(collect), [3, null]).start();
      const data = { value: 1 };
      agent.loop.callSoonThreadsafe(calls(note), data);
      data.value = 2;
      agent.loop.callSoonThreadsafe(calls(note), data);
      agent.loop.callSoonThreadsafe(calls(note), "last");
      assert.deepEqual(agent.join(), [{ value: 1 }, { value: 2 }, "last"]);
    });

    test("callSoonThreadsafe: a thousand calls arrive in order", async () => {
      const agent = make(calls(collect), [1000, null]).start();
      for (let i = 0; i < 1000; i++) agent.loop.callSoonThreadsafe(calls(note), i);
      assert.deepEqual(
        await agent,
        Array.from({ length: 1000 }, (_, i) => i),
      );
    });

    test("callSoonThreadsafe: reaches the loop that a plain function runs as a guest", () => {
      using loop = newEventLoop();
      const agent = make(calls(runOwnGuest), [], { daemon: true });
      loop.runUntilComplete(function* () {
        agent.start();
        yield* collect(1, null);
        agent.loop.callSoonThreadsafe(calls(note), "noted");
      });
      assert.deepEqual(agent.join(10_000), ["noted"]);
    });

    test("callSoonThreadsafe: an argument that cannot be cloned is a TypeError, and nothing is called", () => {
      const agent = make(calls(collect), [1, null], { name: "callee" }).start();
      assert.throws(() => agent.loop.callSoonThreadsafe(calls(note), () => {}), {
        name: "TypeError",
        message: new RegExp(
          `^Cannot send the arguments to <${name} callee>: args\\[0\\] is a function\\. They are copied \\(structured clone\\): ` +
            "functions, symbols and live objects stay in the thread that made them\\.$",
          "s",
        ),
      });
      agent.loop.callSoonThreadsafe(calls(note), "good");
      assert.deepEqual(agent.join(), ["good"]);
    });

    test("callSoonThreadsafe: an argument that belongs to this thread is a TypeError that says which", () => {
      const agent = make(calls(collect), [1, null], { name: "callee" });
      using loop = newEventLoop();
      const coroutine = (function* (): Coroutine<void> {})();
      for (const [arg, what] of [
        [loop, "an event loop"],
        [coroutine, "a coroutine"],
      ] as const) {
        assert.throws(() => agent.loop.callSoonThreadsafe(calls(note), arg), {
          name: "TypeError",
          message: `Cannot send args[0] to <${name} callee>: ${what} belongs to the thread that made it. Send the data it needs, and let the other side make its own.`,
        });
      }
    });

    test("callSoonThreadsafe: a call that throws is reported in the agent's loop, which goes on", () => {
      assert.deepEqual(reportsOf(calls(noteFailing), "in the call"), [
        "Exception in callback <Handle noteFailing()> | RangeError: in the call",
      ]);
    });

    test("callSoonThreadsafe: a target that its module does not export is reported in the agent's loop", () => {
      function hidden(): void {}
      const [report, ...others] = reportsOf(calls(hidden));
      assert.match(
        report ?? "",
        /^Cannot make a call from another thread: .*calls\.js#hidden \| RuntimeError: Cannot find 'hidden' in .*calls\.js: /,
      );
      assert.deepEqual(others, []);
    });

    test("callSoonThreadsafe: a module that awaits at its top level must name its targets there", () => {
      function late(): void {}
      const { href } = new URL("./fixtures/top-level-await.js", import.meta.url);
      const [report, ...others] = reportsOf(exported(href, late));
      assert.match(
        report ?? "",
        /RuntimeError: Cannot load .*top-level-await\.js to call 'late': .* A module that awaits at its top level names its targets there: const target = exported\(import\.meta\.url, fn\)\.$/s,
      );
      assert.deepEqual(others, []);
    });

    test("callSoon, callLater, createTask: refused, with the way out", () => {
      const agent = make(calls(blockInLoop), [null], { name: "other" });
      for (const what of ["callSoon", "callLater", "createTask"] as const) {
        assert.throws(() => agent.loop[what](), {
          name: "RuntimeError",
          code: "ERR_WRONG_THREAD",
          message:
            "Non-thread-safe operation invoked on an event loop other than the current one: " +
            `${what}() on the loop of <${name} other>. Use callSoonThreadsafe(exported(import.meta.url, fn), …).`,
        });
      }
    });

    test("toString: says whose loop it is", () => {
      const agent = make(calls(blockInLoop), [null], { name: "owner" });
      assert.equal(`${agent.loop}`, `<RemoteLoop of <${name} owner>>`);
    });
  });
}

describe("callSoonThreadsafe: wakes", () => {
  test("a thread's loop that blocks", () => {
    const running = newFlag();
    const thread = new Thread(calls(blockInLoop), [running]).start();
    waitFor(running);
    thread.loop.callSoonThreadsafe(calls(note), "woken");
    thread.loop.callSoonThreadsafe(calls(stopLoop));
    assert.deepEqual(thread.join(), ["woken"]);
  });

  test("a thread's loop that blocks, for a call made before it runs", () => {
    const thread = new Thread(calls(blockInLoop), [null]).start();
    thread.loop.callSoonThreadsafe(calls(note), "early");
    thread.loop.callSoonThreadsafe(calls(stopAndNote), "stop");
    assert.deepEqual(thread.join(), ["early", "stop"]);
  });

  test("a thread's loop that runs as a guest", () => {
    const running = newFlag();
    const thread = new Thread(calls(collect), [1, running]).start();
    waitFor(running);
    thread.loop.callSoonThreadsafe(calls(note), "woken");
    assert.deepEqual(thread.join(), ["woken"]);
  });

  test("a thread's loop that starts to block after the call was made", () => {
    const [running, goOn] = [newFlag(), newFlag()];
    const thread = new Thread(calls(blockInLoopLater), [running, goOn]).start();
    waitFor(running);
    thread.loop.callSoonThreadsafe(calls(stopAndNote), "made before");
    raise(goOn);
    assert.deepEqual(thread.join(), ["made before"]);
  });

  test("a process's loop that runs as a guest", async () => {
    const child = new Process(calls(collect), [1, null]).start();
    while (child.pid === null) await new Promise((resolve) => setImmediate(resolve));
    child.loop.callSoonThreadsafe(calls(note), "woken");
    assert.deepEqual(await child, ["woken"]);
  });
});
