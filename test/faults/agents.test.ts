import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { DeadlockError, exported, newEventLoop, Process, run, runSync, sleep, Thread } from "tsyncio";
import {
  blocks,
  fillsStack,
  joinsForEver,
  killsItself,
  leavesDaemonThread,
  rejectsUnheard,
  tellsParentAndExits,
} from "../agents/fixtures/accidents.js";
import {
  answer,
  answerInLoop,
  blockUntilJoined,
  collect,
  collectReports,
  joinable,
  note,
  noted,
  onNote,
  stopCollecting,
  stopLoop,
  tellParent,
} from "../agents/fixtures/calls.js";
import { exits, exitsLater, fail, throwsInHostCallback } from "../agents/fixtures/failures.js";
import { neverCalled } from "../agents/fixtures/throws-at-import.js";
import { add, hold, nest, waitForEver } from "../agents/fixtures/work.js";
import { newFlag, raise, waitFor } from "../agents/flag.js";
import { kinds } from "../agents/kinds.js";
import { calls, failures, fixtures, work } from "../agents/targets.js";
import { runProgram } from "../drivers/program.js";

const accidentsUrl = new URL("../agents/fixtures/accidents.js", import.meta.url).href;
const accidents = {
  blocks: exported(accidentsUrl, blocks),
  fillsStack: exported(accidentsUrl, fillsStack),
  joinsForEver: exported(accidentsUrl, joinsForEver),
  killsItself: exported(accidentsUrl, killsItself),
  leavesDaemonThread: exported(accidentsUrl, leavesDaemonThread),
  rejectsUnheard: exported(accidentsUrl, rejectsUnheard),
  tellsParentAndExits: exported(accidentsUrl, tellsParentAndExits),
};

beforeEach(() => {
  noted.length = 0;
  onNote.clear();
});

for (const { name, make } of kinds) {
  describe(`a ${name} that goes wrong`, () => {
    test("an error in a host callback: it has ended, and that error is the cause", () => {
      assert.throws(
        () => make(failures(throwsInHostCallback), [], { name: "broken", stderr: "ignore" }).start().join(),
        (error: Error & { code?: string }) => {
          assert.equal(error.name, "RuntimeError");
          assert.equal(error.code, "ERR_AGENT_ENDED");
          assert.equal(
            error.message,
            `<${name} broken> ended before its target returned: RangeError: in a host callback`,
          );
          assert.ok(error.cause instanceof RangeError);
          return true;
        },
      );
    });

    test("a promise rejected that nobody handles: the same", () => {
      assert.throws(() => make(accidents.rejectsUnheard, [], { stderr: "ignore" }).start().join(), {
        code: "ERR_AGENT_ENDED",
        message: /ended before its target returned: RangeError: nobody heard of it$/,
      });
    });

    test("its module throws at import: that error is thrown", async () => {
      const url = new URL("../agents/fixtures/throws-at-import.js", import.meta.url).href;
      const expected = { name: "RangeError", message: "thrown while it was imported" };
      assert.throws(() => make(exported(url, neverCalled), []).start().join(), expected);
      await assert.rejects(async () => make(exported(url, neverCalled), []).start(), expected);
    });

    test("its module has a syntax error: that error is thrown", () => {
      const url = "data:text/javascript,export function broken( {";
      function broken(): void {}
      assert.throws(() => make(exported(url, broken), []).start().join(), { name: "SyntaxError" });
    });

    for (const fn of [exits, exitsLater]) {
      test(`process.exit in it, ${fn.name}: whoever waits is told the exit code, and this process goes on`, () => {
        const agent = make(failures(fn as typeof exits), [3], { name: "leaving" }).start();
        assert.throws(() => agent.join(), {
          name: "RuntimeError",
          code: "ERR_AGENT_ENDED",
          message: `<${name} leaving> ended before its target returned: exit code 3`,
        });
        assert.equal(agent.exitCode, 3);
        assert.equal(agent.isAlive(), false);
      });
    }

    test("process.exit(0) in it is no success either", () => {
      assert.throws(() => make(failures(exits), [0]).start().join(), {
        code: "ERR_AGENT_ENDED",
        message: /ended before its target returned: exit code 0$/,
      });
    });

    test("it never starts, be it joined or awaited: whoever waits is told", async () => {
      const start = () =>
        make(work(add), [1, 2], {
          execArgv: ["--import", "file:///no/such/module.mjs"],
          stderr: "ignore",
        }).start();
      assert.throws(() => start().join(), { code: "ERR_AGENT_ENDED" });
      await assert.rejects(async () => start(), { code: "ERR_AGENT_ENDED" });
    });

    test("out of stack: a RangeError", () => {
      assert.throws(() => make(accidents.fillsStack, []).start().join(), {
        name: "RangeError",
        message: "Maximum call stack size exceeded",
      });
    });

    test("it is ended while several wait for it: each is told", async () => {
      const agent = make(work(waitForEver), []).start();
      using loop = newEventLoop();
      const waits = [agent.then(), agent.then(), loop.run(agent)];
      terminate(agent);
      for (const { status, reason } of (await Promise.allSettled(waits)) as PromiseRejectedResult[]) {
        assert.equal(status, "rejected");
        assert.equal((reason as { code: string }).code, "ERR_AGENT_ENDED");
      }
    });

    test("it is ended right after its start", () => {
      const agent = make(work(add), [1, 2]).start();
      terminate(agent);
      try {
        assert.equal(agent.join(), 3);
      } catch (error) {
        assert.equal((error as { code: string }).code, "ERR_AGENT_ENDED");
      }
    });

    test("join after a join that timed out gives the result", () => {
      const agent = make(accidents.blocks, [20]).start();
      assert.throws(() => agent.join(0), { code: "ERR_TIMEOUT" });
      assert.throws(() => agent.join(1), { code: "ERR_TIMEOUT" });
      assert.equal(agent.join(), "returned");
    });

    test("calls on their way to an agent that ends are lost without harm", async () => {
      const agent = make(calls(collectReports), []).start();
      agent.loop.callSoonThreadsafe(calls(stopCollecting));
      for (let i = 0; i < 100; i++) agent.loop.callSoonThreadsafe(calls(note), i);
      await agent;
      while (agent.isAlive()) await new Promise((resolve) => setImmediate(resolve));
      assert.throws(() => agent.loop.callSoonThreadsafe(calls(note), 0), { code: "ERR_AGENT_ENDED" });
    });

    test("an error that nobody asks for is printed at exit, and makes the status 1", async () => {
      const { status, stdout, stderr } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { fail } from "${fixtures.failures}";
        new ${name}(exported("${fixtures.failures}", fail), ["TypeError"], { name: "failing" }).start();
        console.log("end of main");
      `);
      assert.deepEqual({ status, stdout }, { status: 1, stdout: "end of main\n" });
      assert.match(
        stderr,
        new RegExp(
          `^<${name} failing> ended with an error that nobody joined or awaited: TypeError: message\n`,
        ),
      );
      assert.match(stderr, new RegExp(`in <${name} failing>`));
    });

    test("an error that was asked for, now or later, is not printed", async () => {
      const { status, stdout, stderr } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { fail } from "${fixtures.failures}";
        const start = () => new ${name}(exported("${fixtures.failures}", fail), ["TypeError"]).start();
        await start().then(undefined, () => console.log("awaited"));
        try { start().join(); } catch { console.log("joined"); }
        const agent = start();
        while (agent.isAlive()) await new Promise((resolve) => setImmediate(resolve));
        try { agent.join(); } catch { console.log("joined later"); }
      `);
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 0, stdout: "awaited\njoined\njoined later\n", stderr: "" },
      );
    });

    test("an error that nobody waits for any more is printed", async () => {
      const { status, stderr } = await runProgram(`
        import { ${name}, exported, getRunningLoop, run, sleep } from "tsyncio";
        import { fail } from "${fixtures.failures}";
        const agent = new ${name}(exported("${fixtures.failures}", fail), ["TypeError"]);
        await run(function* () {
          const waiting = getRunningLoop().createTask((function* () { yield* agent.start(); })());
          yield* sleep(0);
          waiting.cancel();
        });
      `);
      assert.equal(status, 1);
      assert.match(stderr, /ended with an error that nobody joined or awaited: TypeError: message/);
    });

    test("an error that nobody asks for leaves an exit code that the program has set", async () => {
      const { status } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { fail } from "${fixtures.failures}";
        new ${name}(exported("${fixtures.failures}", fail), []).start();
        process.exitCode = 7;
      `);
      assert.equal(status, 7);
    });

    test("process.exit of the main program ends one that blocks", async () => {
      const { status, stdout } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { blocks } from "${accidentsUrl}";
        const agent = new ${name}(exported("${accidentsUrl}", blocks), [50]).start();
        while (agent.isAlive() && ${name === "Process" ? "agent.pid === null" : "false"}) await new Promise(setImmediate);
        console.log("exit");
        process.exit(5);
      `);
      assert.deepEqual({ status, stdout }, { status: 5, stdout: "exit\n" });
    });

    test("an error of the main program ends it, whatever still runs", async () => {
      const { status, stderr } = await runProgram(`
        import { ${name}, exported } from "tsyncio";
        import { waitForEver } from "${fixtures.work}";
        new ${name}(exported("${fixtures.work}", waitForEver), []).start();
        throw new Error("main failed");
      `);
      assert.equal(status, 1);
      assert.match(stderr, /main failed/);
    });

    test("it is blocked on a call in which it is joined: the join is refused", async () => {
      const agent = make(calls(blockUntilJoined), [], { name: "asker" }).start();
      joinable[0] = agent;
      const answer = await run(function* () {
        return yield* agent;
      });
      assert.equal(
        answer,
        "Deadlock: this thread would block until one is done that is itself blocked until 'joinAsker' has returned, which " +
          "runs in this thread. Await the one or the other instead of blocking.",
      );
    });

    test("a loop that blocks is no deadlock while an agent runs, and is one once it has ended", () => {
      using loop = newEventLoop();
      loop.setExceptionHandler(() => {});
      const agent = make(calls(tellParent), [["called"]]).start();
      loop.runUntilComplete(collect(1, null));
      agent.join();
      assert.throws(() => loop.runForever(), DeadlockError);
    });
  });
}

test("a Process that blocks on a call of its parent ends with the parent", async () => {
  const { stdout } = await runProgram(`
    import { Process, exported } from "tsyncio";
    import { askBlocking } from "${fixtures.calls}";
    const child = new Process(exported("${fixtures.calls}", askBlocking), ["?", null]).start();
    while (child.pid === null) await new Promise(setImmediate);
    console.log(child.pid);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 100);
  `);
  const pid = Number(stdout);
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (isAlive()) await new Promise((resolve) => setTimeout(resolve, 5));
});

describe("a Thread that goes wrong", () => {
  test("an error in a host callback when its target has returned: it is printed, and makes the status 1", async () => {
    const { status, stdout, stderr } = await runProgram(`
      import { exported, Thread, ThreadPoolExecutor } from "tsyncio";
      import { failsAfterwards } from "${fixtures.failures}";
      const target = exported("${fixtures.failures}", failsAfterwards);
      console.log(await new Thread(target, [], { name: "late" }).start());
      const pool = new ThreadPoolExecutor({ maxWorkers: 1, name: "late worker" });
      console.log(await pool.submit(target));
      while (pool.statistics().workers.length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    `);
    assert.deepEqual({ status, stdout }, { status: 1, stdout: "returned\nreturned\n" });
    const told = stderr.split("\n").filter((line) => line.includes("after all was done"));
    assert.deepEqual(told.sort(), [
      "<Thread late worker-1> ended with an error that nobody caught: RangeError: after all was done",
      "<Thread late> ended with an error that nobody caught: RangeError: after all was done",
    ]);
  });

  test("out of memory: the thread has ended, and the main program goes on", async () => {
    const { status, stdout } = await runProgram(
      `
      import { Thread, exported } from "tsyncio";
      import { fillsMemory } from "${accidentsUrl}";
      import { add } from "${fixtures.work}";
      try {
        new Thread(exported("${accidentsUrl}", fillsMemory), []).start().join();
      } catch (error) {
        console.log(error.code, error.cause?.code);
      }
      console.log(new Thread(exported("${fixtures.work}", add), [1, 2]).start().join());
    `,
      ["--max-old-space-size=32", "--max-semi-space-size=1"],
    );
    assert.deepEqual(
      { status, stdout },
      { status: 0, stdout: "ERR_AGENT_ENDED ERR_WORKER_OUT_OF_MEMORY\n3\n" },
    );
  });

  test("an error that nobody asks for in a thread of a thread is printed", async () => {
    const { stdout, stderr } = await runProgram(`
      import { Thread, exported } from "tsyncio";
      import { ignoresError } from "${accidentsUrl}";
      await new Thread(exported("${accidentsUrl}", ignoresError), []).start();
      console.log("end of main");
    `);
    assert.equal(stdout, "end of main\n");
    assert.match(
      stderr,
      /ended with an error that nobody joined or awaited: RangeError: nobody asked for it/,
    );
  });

  test("it leaves a daemon thread behind: that one ends with it", () => {
    const running = newFlag();
    assert.equal(new Thread(accidents.leavesDaemonThread, [running]).start().join(), "returned");
  });

  test("it is terminated while it joins a thread of its own: both end", async () => {
    const running = newFlag();
    const thread = new Thread(accidents.joinsForEver, [running]).start();
    waitFor(running);
    thread.terminate();
    assert.throws(() => thread.join(), { code: "ERR_AGENT_ENDED" });
  });

  test("it is terminated while it joins a process of its own: that one ends, too", async () => {
    // The program's output is closed only when the process that has inherited it has ended.
    const { status, stdout } = await runProgram(`
      import { Thread, exported } from "tsyncio";
      import { joinsProcessForEver } from "${accidentsUrl}";
      const running = new Int32Array(new SharedArrayBuffer(4));
      const thread = new Thread(exported("${accidentsUrl}", joinsProcessForEver), [running]).start();
      Atomics.wait(running, 0, 0);
      thread.terminate();
      try { thread.join(); } catch (error) { console.log(error.code); }
    `);
    assert.deepEqual({ status, stdout }, { status: 0, stdout: "ERR_AGENT_ENDED\n" });
  });
});

describe("a Process that goes wrong", () => {
  test("it can't be started: whoever waits is told why", async () => {
    const start = () => new Process(work(add), [1, 2], { env: { NAME: "\0" } }).start();
    const expected = { code: "ERR_AGENT_ENDED", message: /ended before its target returned: .*null bytes/ };
    assert.throws(() => start().join(), expected);
    await assert.rejects(async () => start(), expected);
  });

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    test(`killed by ${signal} from outside: whoever waits is told`, async () => {
      const child = new Process(work(waitForEver), [], { name: "victim" }).start();
      while (child.pid === null) await new Promise((resolve) => setImmediate(resolve));
      process.kill(child.pid, signal);
      await assert.rejects(async () => child, {
        name: "RuntimeError",
        code: "ERR_AGENT_ENDED",
        message: `<Process victim> ended before its target returned: killed by ${signal}`,
      });
      assert.equal(child.exitCode, null);
    });
  }

  test("kills itself: a loop that blocks for it is woken", () => {
    assert.throws(
      () =>
        runSync(function* () {
          yield* new Process(accidents.killsItself, ["SIGKILL"]).start();
        }),
      { code: "ERR_AGENT_ENDED", message: /killed by SIGKILL/ },
    );
  });

  test("its parent dies: it ends", async () => {
    // The parent's output is closed only when the child that has inherited it has ended.
    const { signal, stdout } = await runProgram(`
      import { Process, exported } from "tsyncio";
      import { waitForEver } from "${fixtures.work}";
      const child = new Process(exported("${fixtures.work}", waitForEver), []).start();
      while (child.pid === null) await new Promise((resolve) => setImmediate(resolve));
      console.log("kill");
      process.kill(process.pid, "SIGKILL");
    `);
    assert.deepEqual({ signal, stdout }, { signal: "SIGKILL", stdout: "kill\n" });
  });

  test("its parent dies while it blocks: it ends when it no longer does", async () => {
    const { signal } = await runProgram(`
      import { Process, exported } from "tsyncio";
      import { blocks } from "${accidentsUrl}";
      const child = new Process(exported("${accidentsUrl}", blocks), [30]).start();
      while (child.pid === null) await new Promise((resolve) => setImmediate(resolve));
      process.kill(process.pid, "SIGKILL");
    `);
    assert.equal(signal, "SIGKILL");
  });
});

describe("many agents", () => {
  test("twenty threads at once", () => {
    const flags = Array.from({ length: 20 }, () => [newFlag(), newFlag()] as const);
    const threads = flags.map(([running, goOn], i) =>
      new Thread(work(hold<number>), [running, goOn, i]).start(),
    );
    for (const [running] of flags) waitFor(running);
    for (const [, goOn] of flags) raise(goOn);
    assert.deepEqual(
      threads.map((thread) => thread.join()),
      flags.map((_, i) => i),
    );
  });

  test("twenty threads awaited side by side in one loop", () => {
    const sums = runSync(function* () {
      const threads = Array.from({ length: 20 }, (_, i) => new Thread(work(add), [i, i]).start());
      const results: number[] = [];
      for (const thread of threads) results.push(yield* thread);
      return results;
    });
    assert.deepEqual(
      sums,
      Array.from({ length: 20 }, (_, i) => 2 * i),
    );
  });

  test("some fail, some are terminated, the others are not disturbed", async () => {
    const ends = await Promise.allSettled(
      Array.from({ length: 9 }, (_, i) => {
        if (i % 3 === 0) return new Thread(work(add), [i, i]).start().then();
        if (i % 3 === 1) return new Thread(failures(fail), ["RangeError"]).start().then();
        const thread = new Thread(work(waitForEver), []).start();
        thread.terminate();
        return thread.then();
      }),
    );
    assert.deepEqual(
      ends.map((end) =>
        end.status === "fulfilled" ? end.value : (end.reason as { code?: string; name: string }).code,
      ),
      [0, undefined, "ERR_AGENT_ENDED", 6, undefined, "ERR_AGENT_ENDED", 12, undefined, "ERR_AGENT_ENDED"],
    );
  });

  test("threads in threads, four deep", () => {
    assert.equal(new Thread(work(nest), [4]).start().join(), 4);
  });
});

describe("two loops that block and call each other", () => {
  test("a thousand calls to and fro: no wake-up is lost", () => {
    using loop = newEventLoop();
    const thread = new Thread(calls(answerInLoop), []).start();
    const listener = () => {
      const value = noted.at(-1) as number;
      if (value >= 1000) loop.stop();
      else thread.loop.callSoonThreadsafe(calls(answer), value);
    };
    onNote.add(listener);
    thread.loop.callSoonThreadsafe(calls(answer), 0);
    loop.runForever();
    assert.deepEqual(
      noted,
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    thread.loop.callSoonThreadsafe(calls(stopLoop));
    assert.equal(thread.join(), 1000);
  });

  test("what a thread had sent before it ended is all there, in order, and its calls settle", () => {
    using loop = newEventLoop();
    const values = Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? new Map([[i, i]]) : { i }));
    const thread = new Thread(accidents.tellsParentAndExits, [values]).start();
    assert.throws(() => thread.join(), { code: "ERR_AGENT_ENDED" });
    loop.runUntilComplete(sleep(0));
    assert.deepEqual(noted, values);
  });

  test("timers of the loop that blocks still fire while calls come in", () => {
    using loop = newEventLoop();
    const thread = new Thread(calls(answerInLoop), []).start();
    onNote.add(() => thread.loop.callSoonThreadsafe(calls(answer), noted.length));
    thread.loop.callSoonThreadsafe(calls(answer), 0);
    assert.equal(loop.runUntilComplete(sleep(10, "fired")), "fired");
    onNote.clear();
    thread.loop.callSoonThreadsafe(calls(stopLoop));
    assert.ok(thread.join() > 0);
  });
});

function terminate(agent: { terminate(): void }): void {
  agent.terminate();
}
