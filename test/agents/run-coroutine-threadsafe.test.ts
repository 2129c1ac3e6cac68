import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { gather, move, newEventLoop, runCoroutineThreadsafe, Thread } from "tsyncio";
import { runProgram } from "../drivers/program.js";
import { ways } from "../drivers/ways.js";
import {
  askAwaiting,
  askBlocking,
  askedValue,
  askForSomeTime,
  askInBlockingLoop,
  blockInLoop,
  cleansUp,
  countUp,
  note,
  refusesToEnd,
  serveUntilStopped,
  serveWithoutTasks,
  spin,
  stopLoop,
  stopServing,
  throwsFar,
} from "./fixtures/calls.js";
import { exit } from "./fixtures/tasks.js";
import { newFlag, waitFor } from "./flag.js";
import { kinds } from "./kinds.js";
import { calls, tasks } from "./targets.js";

for (const { name, make } of kinds) {
  describe(`runCoroutineThreadsafe in a ${name}`, () => {
    test("a task factory that throws: the call fails with that error, and the loop's exception handler is told", async () => {
      await using agent = make(calls(serveWithoutTasks), []).start();
      const expected = { name: "RangeError", message: "no task today" };
      await assert.rejects(async () => runCoroutineThreadsafe(calls(countUp), [3], agent.loop), expected);
      assert.deepEqual(await runCoroutineThreadsafe(calls(askedValue), [1], agent.loop), { asked: 1 });
      agent.loop.callSoonThreadsafe(calls(stopServing));
      assert.deepEqual(await agent, ["RangeError: no task today"]);
    });

    for (const way of ways) {
      test(`a coroutine's result, and a function's, awaited, ${way.name}`, async () => {
        using loop = newEventLoop();
        await using agent = make(calls(serveUntilStopped), []).start();
        const results = await way.run(loop, function* () {
          const sum = yield* runCoroutineThreadsafe(calls(countUp), [3], agent.loop);
          return [sum, yield* runCoroutineThreadsafe(calls(askedValue), [{ n: 1 }], agent.loop)];
        });
        assert.deepEqual(results, [3, { asked: { n: 1 } }]);
      });
    }

    test("result: blocks this thread", async () => {
      await using agent = make(calls(serveUntilStopped), []).start();
      assert.equal(runCoroutineThreadsafe(calls(countUp), [2], agent.loop).result(), 2);
      assert.throws(() => runCoroutineThreadsafe(calls(countUp), [1e9], agent.loop).result(1), {
        name: "TimeoutError",
      });
    });

    test("result: a daemon that ends instead of answering ends the wait", () => {
      const agent = make(calls(serveUntilStopped), [], { daemon: true }).start();
      const future = runCoroutineThreadsafe(tasks(exit), [3], agent.loop);
      assert.throws(() => future.result(30_000), { code: "ERR_AGENT_ENDED" });
      assert.throws(() => agent.join(30_000), { code: "ERR_AGENT_ENDED" });
    });

    test("an error has the stack of both sides", async () => {
      await using agent = make(calls(serveUntilStopped), [], { name: "far" }).start();
      const error = runCoroutineThreadsafe(calls(throwsFar), [], agent.loop).exception();
      assert.match(
        error?.stack ?? "",
        /at throwsFar .*\n[\s\S]*in <.* far>\n[\s\S]*run-coroutine-threadsafe\.test/,
      );
    });

    test("cancel: reaches the coroutine, whose finally runs", async () => {
      await using agent = make(calls(serveUntilStopped), []).start();
      const future = runCoroutineThreadsafe(calls(cleansUp), [], agent.loop);
      runCoroutineThreadsafe(calls(countUp), [2], agent.loop).result();
      assert.equal(future.cancel("enough"), true);
      assert.throws(() => future.result(), { name: "CancelledError", message: "enough" });
      assert.deepEqual(runCoroutineThreadsafe(calls(askedValue), [0], agent.loop).result(), { asked: 0 });
      runCoroutineThreadsafe(calls(stopServing), [], agent.loop).result();
      assert.deepEqual(await agent, ["cleaned up: enough"]);
    });

    test("cancel: a message that is no text, and can't be sent, is sent as a text", async () => {
      await using agent = make(calls(serveUntilStopped), []).start();
      const future = runCoroutineThreadsafe(calls(cleansUp), [], agent.loop);
      const awaited = assert.rejects(async () => future, {
        name: "CancelledError",
        message: "[object Object]",
      });
      runCoroutineThreadsafe(calls(countUp), [2], agent.loop).result();
      assert.equal(future.cancel({ handler: () => {} } as unknown as string), true);
      await awaited;
    });

    test("timeout: cancels the coroutine, and gives a TimeoutError", async () => {
      await using agent = make(calls(serveUntilStopped), []).start();
      const future = runCoroutineThreadsafe(calls(cleansUp), [], agent.loop, { timeout: 5 });
      assert.throws(() => future.result(), {
        name: "TimeoutError",
        message: "The call did not end within 5 ms, and was cancelled",
      });
      runCoroutineThreadsafe(calls(stopServing), [], agent.loop).result();
      assert.deepEqual(await agent, ["cleaned up: The deadline of 5 ms has passed"]);
    });

    test("timeout and grace: what refuses to end, or loops for ever, is ended, and who runs it", async () => {
      for (const fn of [refusesToEnd, spin]) {
        const agent = make(calls(serveUntilStopped), []).start();
        const future = runCoroutineThreadsafe(calls(fn), [], agent.loop, { timeout: 5, grace: 5 });
        assert.throws(() => future.result(), {
          name: "TimeoutError",
          message: /nor when it was cancelled: who ran it was ended/,
        });
        await assert.rejects(async () => agent, { code: "ERR_AGENT_ENDED" });
      }
    });

    test("signal: an abort cancels the call", async () => {
      await using agent = make(calls(serveUntilStopped), []).start();
      const controller = new AbortController();
      const future = runCoroutineThreadsafe(calls(cleansUp), [], agent.loop, { signal: controller.signal });
      controller.abort(new Error("no longer needed"));
      assert.throws(() => future.result(), { name: "CancelledError", message: "no longer needed" });
      const never = runCoroutineThreadsafe(calls(note), ["never"], agent.loop, {
        signal: AbortSignal.abort(),
      });
      assert.equal(never.cancelled(), true);
    });

    test("pending calls fail when the agent ends", async () => {
      const agent = make(calls(serveUntilStopped), [], { name: "ending" }).start();
      const future = runCoroutineThreadsafe(calls(cleansUp), [], agent.loop);
      runCoroutineThreadsafe(calls(stopServing), [], agent.loop);
      await agent.then(undefined, () => {});
      await assert.rejects(
        async () => future,
        (error: Error) => /CancelledError|RuntimeError/.test(error.name),
      );
    });

    test("bad options are refused", () => {
      const agent = make(calls(serveUntilStopped), []);
      assert.throws(() => runCoroutineThreadsafe(calls(countUp), [1], agent.loop, { timeout: -1 }), {
        name: "RangeError",
        message: "Cannot make a call with a timeout of -1: 0 or more milliseconds are expected",
      });
      assert.throws(() => runCoroutineThreadsafe(calls(countUp), [1], agent.loop), { code: "ERR_AGENT_NEW" });
    });
  });
}

describe("runCoroutineThreadsafe", () => {
  test("what is marked by `move` is moved; so it is by callSoonThreadsafe", async () => {
    await using thread = new Thread(calls(serveUntilStopped), []).start();
    const [sent, told] = [new Uint8Array([1]), new Uint8Array([2])];
    assert.deepEqual(await runCoroutineThreadsafe(calls(askedValue), [move(sent)], thread.loop), {
      asked: new Uint8Array([1]),
    });
    thread.loop.callSoonThreadsafe(calls(note), move(told));
    assert.deepEqual([sent.length, told.length], [0, 0]);
  });

  test("a loop that is none of another thread is refused, with what to do", () => {
    using loop = newEventLoop();
    for (const [wrong, shown] of [
      [loop, String(loop)],
      [undefined, "undefined"],
    ] as const) {
      assert.throws(() => runCoroutineThreadsafe(calls(countUp), [1], wrong as never), {
        name: "TypeError",
        message:
          `Cannot run 'countUp' in ${shown}: the loop of another thread or process is expected, agent.loop or parentLoop(). In ` +
          "a loop of this thread, make a task.",
      });
    }
  });

  test("runs in the loop that a thread blocks in", () => {
    const running = newFlag();
    const thread = new Thread(calls(blockInLoop), [running]).start();
    waitFor(running);
    assert.equal(runCoroutineThreadsafe(calls(countUp), [3], thread.loop).result(), 3);
    thread.loop.callSoonThreadsafe(calls(stopLoop));
    assert.deepEqual(thread.join(), []);
  });

  test("a thread that blocks on a call of its parent, which blocked on it before, is refused", () => {
    const asked = newFlag();
    const thread = new Thread(calls(askBlocking), ["?", asked]).start();
    waitFor(asked);
    assert.throws(() => thread.join(10_000), { code: "ERR_DEADLOCK" });
  });

  test("a main thread that exits with calls under way ends", async () => {
    const { status } = await runProgram(`
      import { Thread, exported, runCoroutineThreadsafe } from "tsyncio";
      import { serveUntilStopped, cleansUp } from "${calls(note).url}";
      const target = (fn) => exported("${calls(note).url}", fn);
      const thread = new Thread(target(serveUntilStopped), []).start();
      runCoroutineThreadsafe(target(cleansUp), [], thread.loop).addDoneCallback(() => {});
      process.exit(7);
    `);
    assert.equal(status, 7);
  });
});

for (const { name, make } of kinds) {
  describe(`a ${name} that blocks on a call of its parent`, () => {
    for (const way of ways) {
      test(`is served by the parent's loop, ${way.name}`, async () => {
        using loop = newEventLoop();
        const agents = [1, 2].map((n) => make(calls(askBlocking), [n, null]).start());
        const results = await way.run(loop, function* () {
          return yield* gather(agents);
        });
        assert.deepEqual(results, [{ asked: 1 }, { asked: 2 }]);
      });
    }

    test("is served with large arguments and results", async () => {
      const bytes = new Uint8Array(3_000_000).fill(7);
      using loop = newEventLoop();
      const result = await loop.run(make(calls(askBlocking), [bytes, null]).start());
      assert.deepEqual(result, { asked: bytes });
    });

    test("is refused if the parent is blocked on it", () => {
      const agent = make(calls(askBlocking), ["?", null]).start();
      assert.throws(() => agent.join(30_000), {
        name: "DeadlockError",
        code: "ERR_DEADLOCK",
        message:
          /^Deadlock: the thread that would run 'askedValue' is blocked until the one that calls it is done/,
      });
    });

    test("or awaits one is refused if the parent is blocked until it has ended", () => {
      const agent = make(calls(askAwaiting), ["?"]).start();
      assert.throws(() => agent.join(), {
        name: "DeadlockError",
        message:
          /'askedValue' is blocked until the one that calls it is done, and that one waits until the call is done\. /,
      });
    });

    test("waits no longer than it wants to", () => {
      const agent = make(calls(askForSomeTime), [5]).start();
      using loop = newEventLoop();
      assert.equal(loop.runUntilComplete(agent), "TimeoutError");
    });

    test("may do so in a loop that blocks, or is told that it can't", () => {
      using loop = newEventLoop();
      const agent = make(calls(askInBlockingLoop), []).start();
      const result = loop.runUntilComplete(agent);
      assert.deepEqual(result, name === "Thread" ? { asked: "in a loop" } : "ERR_DEADLOCK");
    });
  });
}
