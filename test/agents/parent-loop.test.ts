import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { exported, newEventLoop, parentLoop, sleep, Thread } from "tsyncio";
import { ways } from "../drivers/ways.js";
import { collectReports } from "../loop/collect-reports.js";
import {
  askBlocking,
  askParent,
  callInParent,
  collect,
  note,
  noted,
  noteFailing,
  onNote,
  parentIs,
  tellParent,
  tellParentBadly,
  tellParentLater,
  wrongCalls,
} from "./fixtures/calls.js";
import { newFlag, raise } from "./flag.js";
import { kinds } from "./kinds.js";
import { calls } from "./targets.js";

beforeEach(() => {
  noted.length = 0;
  onNote.clear();
});

describe("parentLoop", () => {
  test("in the main program there is none", () => {
    assert.throws(() => parentLoop(), {
      name: "RuntimeError",
      code: "ERR_NO_PARENT",
      message: "There is no parent loop here: this is the main program, not a Thread or a Process",
    });
  });
});

for (const { name, make } of kinds) {
  describe(`parentLoop in a ${name}`, () => {
    test("toString: says that it is the parent's", () => {
      assert.equal(make(calls(parentIs), []).start().join(), "<RemoteLoop of the parent>");
    });

    test("callSoon, callLater, createTask: refused", () => {
      assert.deepEqual(make(calls(wrongCalls), []).start().join(), new Array(3).fill("ERR_WRONG_THREAD"));
    });

    test("callSoonThreadsafe: an argument that cannot cross is a TypeError", () => {
      assert.throws(() => make(calls(tellParentBadly), ["function"]).start().join(), {
        name: "TypeError",
        message: /^Cannot send the arguments to the parent: args\[0\] is a function\. They are copied/,
      });
      assert.throws(() => make(calls(tellParentBadly), ["loop"]).start().join(), {
        name: "TypeError",
        message: /^Cannot send args\[0\] to the parent: an event loop belongs to the thread that made it\./,
      });
    });

    for (const way of ways) {
      test(`callSoonThreadsafe: calls in the parent's loop in order, before the result is there, ${way.name}`, async () => {
        using loop = newEventLoop();
        const values = [{ first: 1 }, "second", 3];
        await way.run(loop, function* () {
          yield* make(calls(tellParent), [values]).start();
          yield* sleep(0);
        });
        assert.deepEqual(noted, values);
      });

      test(`callSoonThreadsafe: wakes the parent's loop, ${way.name}`, async () => {
        using loop = newEventLoop();
        const agent = make(calls(tellParent), [["woken"]]);
        await way.run(loop, function* () {
          agent.start();
          return yield* collect(1, null);
        });
        assert.deepEqual(noted, ["woken"]);
        agent.join();
      });

      test(`callSoonThreadsafe: a question to the parent's loop, and its answer, ${way.name}`, async () => {
        using loop = newEventLoop();
        const answer = await way.run(loop, function* () {
          const agent = make(calls(askParent), ["the question"]).start();
          const [question] = yield* collect(1, null);
          agent.loop.callSoonThreadsafe(calls(note), `${question} answered`);
          return yield* agent;
        });
        assert.equal(answer, "the question answered");
      });
    }

    test("a call comes while the parent has several guests: one of them takes it", {
      timeout: 20_000,
    }, async () => {
      using other = newEventLoop();
      const stop = other.createFuture();
      const others = other.run(function* () {
        yield* stop;
      });
      using loop = newEventLoop();
      const answer = await loop.run(function* () {
        return yield* make(calls(askBlocking), ["who?", null]).start();
      });
      assert.ok(answer);
      stop.setResult();
      await others;
    });

    test("callSoonThreadsafe: while the parent runs no loop, a call waits for one", async () => {
      make(calls(tellParent), [["waited"]])
        .start()
        .join();
      assert.deepEqual(noted, []);
      using loop = newEventLoop();
      loop.runUntilComplete(collect(1, null));
      assert.deepEqual(noted, ["waited"]);
    });

    test("callSoonThreadsafe: a call waits also while the parent awaits the agent without a loop", async () => {
      await make(calls(tellParent), [["waited"]]).start();
      assert.deepEqual(noted, []);
      using loop = newEventLoop();
      await loop.run(collect(1, null));
      assert.deepEqual(noted, ["waited"]);
    });

    test("callSoonThreadsafe: a call that throws is reported to the parent's loop, which goes on", () => {
      using loop = newEventLoop();
      const reports = collectReports(loop);
      loop.runUntilComplete(function* () {
        yield* make(calls(callInParent), [calls(noteFailing).url, "noteFailing", "in the call"]).start();
        yield* sleep(0);
      });
      assert.equal(reports.length, 1);
      assert.match(String(reports[0]?.exception), /^RangeError: in the call$/);
    });

    test("callSoonThreadsafe: what the module does not export is reported to the parent's loop", () => {
      using loop = newEventLoop();
      const reports = collectReports(loop);
      const { url } = calls(note);
      loop.runUntilComplete(function* () {
        yield* make(calls(callInParent), [url, "missing"]).start();
        yield* sleep(0);
      });
      assert.equal(reports[0]?.message, `Cannot make a call from another thread: ${url}#missing`);
      assert.equal((reports[0].exception as { code: string }).code, "ERR_TARGET_NOT_EXPORTED");
    });

    test("callSoonThreadsafe: a module that the parent has not imported is loaded", () => {
      using loop = newEventLoop();
      const reports = collectReports(loop);
      const { href } = new URL("./fixtures/unloaded.js", import.meta.url);
      loop.runUntilComplete(function* () {
        make(calls(callInParent), [href, "noteFromUnloaded", "loaded"]).start();
        yield* collect(1, null);
      });
      assert.deepEqual(noted, ["loaded"]);
      assert.deepEqual(reports, []);
    });
  });
}

describe("parentLoop in a Thread", () => {
  test("callSoonThreadsafe: wakes the parent's loop that blocks already", () => {
    using loop = newEventLoop();
    const goOn = newFlag();
    const thread = new Thread(calls(tellParentLater), [goOn, "woken"]).start();
    loop.callSoon(() => raise(goOn));
    loop.runUntilComplete(collect(1, null));
    assert.deepEqual(noted, ["woken"]);
    thread.join();
  });

  test("callSoonThreadsafe: a target named by exported is found, though the module was not imported by its URL", () => {
    using loop = newEventLoop();
    const seen: unknown[] = [];
    const url = "data:text/javascript,";
    function known(value: unknown): void {
      seen.push(value);
    }
    exported(url, known);
    loop.runUntilComplete(function* () {
      yield* new Thread(calls(callInParent), [url, "known", 5]).start();
      yield* sleep(0);
    });
    assert.deepEqual(seen, [5]);
  });
});
