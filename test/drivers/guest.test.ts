import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  ContextVar,
  type Coroutine,
  DeadlockError,
  exported,
  type Future,
  getEventLoop,
  getRunningLoop,
  newEventLoop,
  sleep,
  Thread,
  VirtualClock,
} from "tsyncio";
import { SteppedHost } from "tsyncio/testing";
import { burn } from "../support/burn.js";
import { reports, reportTwice, sleepLong } from "./fixtures.js";

const fixtures = new URL("./fixtures.js", import.meta.url).href;

describe("a guest of a host that is stepped by hand", () => {
  test("run: nothing of the loop runs before the host's first turn", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const calls: string[] = [];
    const done = loop.run(
      function* () {
        calls.push("main");
      },
      { host },
    );
    assert.deepEqual(calls, []);
    host.drain();
    assert.deepEqual(calls, ["main"]);
    await done;
  });

  test("run: a turn ends although the loop always has something ready", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    let calls = 0;
    let goOn = true;
    const again = () => {
      calls++;
      if (goOn) loop.callSoon(again);
    };
    loop.callSoon(again);
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    for (let turn = 0; turn < 5; turn++) {
      const before = calls;
      host.step();
      assert.ok(calls > before, "each turn does some work");
      assert.ok(host.hasPosted, "the next turn is posted");
    }
    goOn = false;
    main.setResult();
    host.drain();
    await done;
  });

  test("run: an iteration longer than a turn goes on in the next one, in the same order", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const calls: string[] = [];
    const expected: string[] = [];
    for (let i = 0; i < 300; i++) {
      expected.push(`first ${i}`);
      loop.callSoon(() => {
        calls.push(`first ${i}`);
        loop.callSoon(() => calls.push(`second ${i}`));
        burn(0.1);
      });
    }
    for (let i = 0; i < 300; i++) expected.push(`second ${i}`);
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.step();
    assert.ok(calls.length < 300, "the turn ended within the iteration");
    assert.ok(host.hasPosted, "the next turn is posted");
    while (calls.length < expected.length) host.step();
    assert.deepEqual(calls, expected);
    main.setResult();
    host.drain();
    await done;
  });

  test("turn: a host may say how long a turn may take", async () => {
    const host = Object.assign(new SteppedHost(), { turn: 20 });
    using loop = newEventLoop();
    let calls = 0;
    for (let i = 0; i < 100; i++) {
      loop.callSoon(() => {
        calls++;
        burn(1);
      });
    }
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.step();
    const inLongTurn = calls;
    host.turn = 1;
    host.step();
    const inShortTurn = calls - inLongTurn;
    main.setResult();
    host.drain();
    await done;
    assert.ok(inLongTurn > inShortTurn, `${inLongTurn} and ${inShortTurn} calls of 1 ms`);
  });

  test("pollInterval: an idle guest looks for messages while another thread could send some, and only then", async () => {
    const host = Object.assign(new SteppedHost(), { pollInterval: 10 });
    using loop = newEventLoop({ clock: host.clock });
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.drain();
    assert.deepEqual(host.delays, []);
    const thread = new Thread(exported(fixtures, sleepLong), []).start();
    loop.callSoon(() => {});
    host.drain();
    assert.deepEqual(host.delays, [10]);
    host.advance(10);
    assert.deepEqual(host.delays, [10]);
    loop.callLater(3, () => {});
    host.drain();
    assert.deepEqual(host.delays, [3]);
    thread.terminate();
    await assert.rejects(async () => thread, { code: "ERR_AGENT_ENDED" });
    host.advance(3);
    host.drain();
    assert.deepEqual(host.delays, []);
    main.setResult();
    host.drain();
    await done;
  });

  test("pollInterval: a thread's calls and result arrive though the JavaScript engine's own loop is stopped", async () => {
    const host = Object.assign(new SteppedHost(), { pollInterval: 1 });
    using loop = newEventLoop();
    const thread = new Thread(exported(fixtures, reportTwice), [21]).start();
    const main = loop.createTask(join(thread));
    const done = loop.run(main, { host });
    for (const end = performance.now() + 30_000; !main.done(); ) {
      assert.ok(performance.now() < end, "still not there");
      if (host.hasPosted) host.step();
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); // no event of Node's is handled
      host.advance(1);
    }
    assert.deepEqual(reports, [21]);
    host.drain();
    assert.equal(await done, 42);

    function* join(agent: typeof thread): Coroutine<number> {
      return yield* agent;
    }
  });

  test("run: a host that refuses to call rejects the run", async () => {
    using loop = newEventLoop();
    const host = {
      post() {
        throw new Error("the window is gone");
      },
      postDelayed: () => () => {},
    };
    await assert.rejects(loop.run(sleep(1), { host }), { message: "the window is gone" });
    assert.equal(loop.isRunning(), false);
  });

  test("run: slow calls make turns of few calls", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    let calls = 0;
    for (let i = 0; i < 100; i++) {
      loop.callSoon(() => {
        calls++;
        burn(1.5);
      });
    }
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.step();
    assert.ok(calls <= 4, `${calls} calls in the first turn`);
    main.setResult();
    host.drain();
    await done;
  });

  test("run: what the host schedules between two turns of an iteration runs in the next iteration", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const calls: string[] = [];
    for (let i = 0; i < 300; i++) {
      loop.callSoon(() => {
        calls.push("loop's");
        burn(0.1);
      });
    }
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.step();
    assert.ok(calls.length < 300);
    loop.callSoon(() => calls.push("host's"));
    while (calls.length < 301) host.step();
    assert.equal(calls.indexOf("host's"), 300);
    main.setResult();
    host.drain();
    await done;
  });

  test("run: a loop that waits for a timer asks the host for that delay, and posts nothing", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop({ clock: host.clock });
    const done = loop.run(sleep(250, "slept"), { host });
    host.drain();
    assert.deepEqual(host.delays, [250]);
    host.advance(249);
    assert.equal(host.hasPosted, false);
    host.advance(1);
    host.drain();
    assert.equal(await done, "slept");
  });

  test("run: an earlier timer set by the host shortens the wait", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop({ clock: host.clock });
    const main = loop.createFuture<number>();
    loop.callLater(1000, () => assert.fail("the later timer"));
    const done = loop.run(main, { host });
    host.drain();
    loop.callLater(10, () => main.setResult(loop.time()));
    host.drain();
    assert.deepEqual(host.delays, [10]);
    host.advance(10);
    host.drain();
    assert.equal(await done, 10);
  });

  test("run: a host whose timer fires early is asked again, and no callback runs before its time", async () => {
    const host = new SteppedHost();
    const times: number[] = [];
    let now = 0;
    using loop = newEventLoop({ clock: { now: () => now, resolution: 0.001 } });
    loop.callLater(10, () => times.push(now));
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.drain();
    now = 9;
    host.advance(10); // The host's clock is ahead of the loop's.
    host.drain();
    assert.deepEqual(times, []);
    assert.deepEqual(host.delays, [1]);
    now = 10;
    host.advance(1);
    host.drain();
    assert.deepEqual(times, [10]);
    main.setResult();
    host.drain();
    await done;
  });

  test("run: an idle loop is woken by callSoonThreadsafe, callSoon and a future that completes", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const calls: string[] = [];
    const main = loop.createFuture<string>();
    const done = loop.run(main, { host });
    host.drain();
    assert.equal(host.hasPosted, false);
    loop.callSoonThreadsafe(() => calls.push("callSoonThreadsafe"));
    assert.equal(host.drain(), 1);
    loop.callSoon(() => calls.push("callSoon"));
    assert.equal(host.drain(), 1);
    assert.deepEqual(calls, ["callSoonThreadsafe", "callSoon"]);
    main.setResult("completed");
    host.drain();
    assert.equal(await done, "completed");
  });

  test("run: several wake-ups between two turns post one turn", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    let calls = 0;
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.drain();
    for (let i = 0; i < 10; i++) loop.callSoon(() => calls++);
    assert.equal(host.drain(), 1);
    assert.equal(calls, 10);
    main.setResult();
    host.drain();
    await done;
  });

  test("stop: called by the host while the loop is idle, it ends the run", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const done = loop.run(loop.createFuture(), { host });
    host.drain();
    loop.stop();
    host.drain();
    await assert.rejects(done, { code: "ERR_STOPPED" });
    assert.equal(loop.isRunning(), false);
  });

  test("run: when it has ended, the host is asked for nothing more", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop({ clock: host.clock });
    loop.callLater(1000, () => {});
    const done = loop.run(sleep(1), { host });
    host.drain();
    host.advance(1);
    host.drain();
    await done;
    assert.deepEqual(host.delays, []);
    assert.equal(host.idleListeners, 0);
    loop.callSoon(() => assert.fail("the run is over"));
    assert.equal(host.hasPosted, false);
  });

  test("onIdle: a run that can never end rejects with DeadlockError, which names who waits", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    loop.setExceptionHandler(() => {});
    function* stuck(): Coroutine<void> {
      yield* loop.createFuture();
    }
    const done = loop.run(loop.createTask(stuck(), { name: "stuck" }), { host });
    host.drain();
    assert.equal(host.idleListeners, 1);
    host.goIdle();
    await assert.rejects(done, (error: unknown) => {
      assert.ok(error instanceof DeadlockError);
      assert.match(error.message, /<Task pending name='stuck'> waits for <Future pending>/);
      return true;
    });
    assert.equal(loop.isRunning(), false);
    assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
  });

  test("onIdle: not asked for while a timer is set; taken back when the loop is woken", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop({ clock: host.clock });
    const main = loop.createFuture();
    const timer = loop.callLater(5, () => {});
    const done = loop.run(main, { host });
    host.drain();
    assert.equal(host.idleListeners, 0);
    host.advance(5);
    host.drain();
    assert.equal(timer.cancelled(), false);
    assert.equal(host.idleListeners, 1);
    main.setResult();
    assert.equal(host.idleListeners, 0);
    host.drain();
    await done;
  });

  test("run: on a host without onIdle a loop without work waits", async () => {
    const { post, postDelayed } = SteppedHost.prototype;
    const stepped = new SteppedHost();
    const host = { post: post.bind(stepped), postDelayed: postDelayed.bind(stepped) };
    using loop = newEventLoop();
    const main = loop.createFuture<string>();
    const done = loop.run(main, { host });
    stepped.drain();
    main.setResult("woken");
    stepped.drain();
    assert.equal(await done, "woken");
  });

  test("run: in virtual time the host gets a turn before time jumps", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop({ clock: new VirtualClock() });
    const done = loop.run(sleep(3_600_000, "slept"), { host });
    host.step();
    assert.equal(loop.time(), 0);
    host.drain();
    assert.equal(await done, "slept");
    assert.equal(loop.time(), 3_600_000);
  });

  test("run: isRunning between turns, and getRunningLoop gives the only guest", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    host.drain();
    assert.equal(loop.isRunning(), true);
    assert.equal(getRunningLoop(), loop);
    assert.equal(getEventLoop(), loop);
    main.setResult();
    host.drain();
    await done;
    assert.equal(loop.isRunning(), false);
    assert.throws(() => getRunningLoop(), { code: "ERR_NO_RUNNING_LOOP" });
  });

  test("run: two guests of one thread take turns, and each callback has its own running loop", async () => {
    const host = new SteppedHost();
    using one = newEventLoop();
    using two = newEventLoop();
    const seen: string[] = [];
    function* work(name: string, loop: typeof one): Coroutine<string> {
      for (let i = 0; i < 3; i++) {
        assert.equal(getRunningLoop(), loop);
        seen.push(name);
        yield* untilNextTurn(loop);
      }
      return name;
    }
    const both = Promise.all([one.run(work("one", one), { host }), two.run(work("two", two), { host })]);
    host.drain();
    assert.deepEqual(await both, ["one", "two"]);
    assert.deepEqual(seen, ["one", "two", "one", "two", "one", "two"]);

    function untilNextTurn(loop: typeof one): Future<void> {
      const future = loop.createFuture();
      host.post(() => future.setResult());
      return future;
    }
  });

  test("getRunningLoop: between the turns of two guests it says that the code belongs to none", async () => {
    const host = new SteppedHost();
    using one = newEventLoop();
    using two = newEventLoop();
    const mains = [one.createFuture(), two.createFuture()] as const;
    const both = Promise.all([one.run(mains[0], { host }), two.run(mains[1], { host })]);
    host.drain();
    assert.throws(() => getRunningLoop(), {
      name: "RuntimeError",
      code: "ERR_NO_RUNNING_LOOP",
      message: /2 loops run as guests on this thread, and this code belongs to none of them/,
    });
    mains[0].setResult();
    host.drain();
    assert.equal(getRunningLoop(), two);
    mains[1].setResult();
    host.drain();
    await both;
  });

  test("run: a blocking run is refused inside a guest's callback, and allowed between turns", async () => {
    const host = new SteppedHost();
    using guest = newEventLoop();
    using other = newEventLoop({ clock: new VirtualClock() });
    const main = guest.createFuture<unknown>();
    guest.callSoon(() => {
      try {
        other.runForever();
      } catch (error) {
        main.setResult((error as { code: string }).code);
      }
    });
    const done = guest.run(main, { host });
    assert.equal(other.runUntilComplete(sleep(5, "between turns")), "between turns");
    host.drain();
    assert.equal(await done, "ERR_NESTED_RUN");
  });

  test("run: leaves the host's context variables and stores as they were", async () => {
    const host = new SteppedHost();
    using loop = newEventLoop();
    const variable = new ContextVar<string>("variable");
    const storage = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    loop.callSoon(() => {
      variable.set("callback's");
      seen.push(storage.getStore());
    });
    const main = loop.createFuture();
    const done = loop.run(main, { host });
    variable.set("host's");
    storage.run("host's", () => {
      host.drain();
      assert.equal(storage.getStore(), "host's");
    });
    assert.equal(variable.get(), "host's");
    assert.deepEqual(seen, [undefined]);
    main.setResult();
    host.drain();
    await done;
  });
});

describe("a guest of Node's loop", () => {
  test("run: host promises, timers and I/O go on although the loop is always busy", async () => {
    using loop = newEventLoop();
    let goOn = true;
    const again = () => {
      if (goOn) loop.callSoon(again);
    };
    loop.callSoon(again);
    const text = await loop.run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setImmediate(resolve));
      return await readFile(fileURLToPath(import.meta.url), "utf8");
    });
    goOn = false;
    assert.match(text, /always busy/);
  });

  test("run: the loop goes on although the host is always busy", async () => {
    using loop = newEventLoop();
    let goOn = true;
    let hostTurns = 0;
    const again = () => {
      hostTurns++;
      if (goOn) setImmediate(again);
    };
    setImmediate(again);
    const slept = await loop.run(function* () {
      for (let i = 0; i < 20; i++) yield* sleep(0);
      return yield* sleep(1, "slept");
    });
    goOn = false;
    assert.equal(slept, "slept");
    assert.ok(hostTurns > 0);
  });

  test("run: an async function that awaits the loop's futures goes on within the same turn's iteration order", async () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    await loop.run(async () => {
      calls.push("before");
      await sleep(0);
      calls.push("after sleep(0)");
      assert.equal(await sleep(1, "result"), "result");
      assert.equal(getRunningLoop(), loop);
      calls.push("after sleep(1)");
    });
    assert.deepEqual(calls, ["before", "after sleep(0)", "after sleep(1)"]);
  });

  test("run: is woken by host code that completes a future", async () => {
    using loop = newEventLoop();
    const result = await loop.run(function* () {
      const future = loop.createFuture<string>();
      setTimeout(() => future.setResult("from a host timer"), 1);
      return yield* future;
    });
    assert.equal(result, "from a host timer");
  });

  test("run: is woken by callSoonThreadsafe from a host callback", async () => {
    using loop = newEventLoop();
    const main = loop.createFuture<string>();
    setTimeout(() => loop.callSoonThreadsafe(() => main.setResult("woken")), 1);
    assert.equal(await loop.run(main), "woken");
  });

  test("run: three guests at once, each with its own timers", async () => {
    const loops = [newEventLoop(), newEventLoop(), newEventLoop()];
    const results = await Promise.all(loops.map((loop, i) => loop.run(sleep(5 - i, i))));
    assert.deepEqual(results, [0, 1, 2]);
    for (const loop of loops) loop.close();
  });

  test("run: timers fire in the order of their deadlines, and never early", async () => {
    using loop = newEventLoop();
    const calls: string[] = [];
    const main = loop.createFuture();
    const fire = (name: string, when: number) => {
      assert.ok(loop.time() >= when - 0.001, `${name} fired ${when - loop.time()} ms early`);
      calls.push(name);
      if (name === "late") main.setResult();
    };
    const now = loop.time();
    loop.callAt(now + 6.6, fire, "late", now + 6.6);
    loop.callAt(now + 2.2, fire, "early", now + 2.2);
    await loop.run(main);
    assert.deepEqual(calls, ["early", "late"]);
  });

  test("run: many iterations fit into one turn", async () => {
    using loop = newEventLoop();
    let hostTurns = 0;
    let goOn = true;
    const count = () => {
      hostTurns++;
      if (goOn) setImmediate(count);
    };
    setImmediate(count);
    await loop.run(function* () {
      for (let i = 0; i < 2000; i++) yield* sleep(0);
    });
    goOn = false;
    assert.ok(hostTurns < 2000, `${hostTurns} turns of the host for 2000 iterations`);
  });
});
