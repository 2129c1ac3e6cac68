/*
 * What any host owes its guests, as tests. They run over each host that the package has, in Node and in a browser, and over
 * a host of your own: give `testHost` a way to make one, and to let its loop run until a promise settles.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type EventLoop, type Host, newEventLoop, sleep, VirtualClock } from "tsyncio";

/** Work of a host that is not its guests'. */
export interface OwnWork {
  /** How often it was done. */
  readonly count: number;
  stop(): void;
}

/** A host under test. */
export interface HostUnderTest {
  readonly host: Host;
  /** Lets the host's own loop run until `promise` has settled, and returns what it settles to. */
  drive<T>(promise: Promise<T>): Promise<T>;
  /** Makes the host do something of its own again and again. */
  startOwnWork(): OwnWork;
  /** Has another thread wake this one, which then calls `fn`. */
  fromOtherThread(fn: () => void): void;
}

/** Registers the tests of a host. */
export function testHost(name: string, make: () => HostUnderTest): void {
  describe(`${name}, as any host`, () => {
    test("post: calls later, in the order of the posts, once each", async () => {
      const { host, drive } = make();
      const calls: string[] = [];
      const done = new Promise<void>((resolve) => {
        for (const call of ["first", "second", "third"]) host.post(() => calls.push(call));
        host.post(() => host.post(resolve));
      });
      assert.deepEqual(calls, []);
      await drive(done);
      assert.deepEqual(calls, ["first", "second", "third"]);
    });

    test("post: what a call posts is called after what was posted before", async () => {
      const { host, drive } = make();
      const calls: string[] = [];
      const done = new Promise<void>((resolve) => {
        host.post(() => {
          calls.push("first");
          host.post(() => {
            calls.push("first's");
            resolve();
          });
        });
        host.post(() => calls.push("second"));
      });
      await drive(done);
      assert.deepEqual(calls, ["first", "second", "first's"]);
    });

    test("post: the host does its own work in between, however often it is asked", async () => {
      const { host, drive, startOwnWork } = make();
      const own = startOwnWork();
      const done = new Promise<void>((resolve) => {
        const again = () => {
          if (own.count >= 3) resolve();
          else host.post(again);
        };
        host.post(again);
      });
      await drive(done);
      own.stop();
    });

    test("postDelayed: calls in the order of the delays, not at once", async () => {
      const { host, drive } = make();
      const calls: string[] = [];
      const done = new Promise<void>((resolve) => {
        host.postDelayed(() => {
          calls.push("long");
          resolve();
        }, 40);
        host.postDelayed(() => calls.push("short"), 1);
      });
      assert.deepEqual(calls, []);
      await drive(done);
      assert.deepEqual(calls, ["short", "long"]);
    });

    test("postDelayed: the function that it returns prevents the call, and does nothing later on", async () => {
      const { host, drive } = make();
      const calls: string[] = [];
      const done = new Promise<void>((resolve) => {
        const prevent = host.postDelayed(() => calls.push("prevented"), 1);
        const afterwards = host.postDelayed(() => calls.push("called"), 1);
        prevent();
        host.postDelayed(() => {
          prevent();
          afterwards();
          resolve();
        }, 30);
      });
      await drive(done);
      assert.deepEqual(calls, ["called"]);
    });

    test("postDelayed: a delay that the host's timers can't hold is not cut to nothing", async () => {
      const { host, drive } = make();
      const prevent = host.postDelayed(() => assert.fail("called at once"), 2 ** 33);
      await drive(new Promise<void>((resolve) => host.postDelayed(resolve, 5)));
      prevent();
    });

    test("run: the order of callbacks is that of a blocking run", async () => {
      const { host, drive } = make();
      using blocking = newEventLoop({ clock: new VirtualClock() });
      const expected = scheduleSome(blocking);
      blocking.runUntilComplete(sleep(10));
      using guest = newEventLoop({ clock: new VirtualClock() });
      const calls = scheduleSome(guest);
      await drive(guest.run(sleep(10), { host }));
      assert.equal(calls.length, 8);
      assert.deepEqual(calls, expected);
    });

    test("run: an idle loop is woken by host code", async () => {
      const { host, drive } = make();
      using loop = newEventLoop();
      const main = loop.createFuture<string>();
      const done = loop.run(main, { host });
      host.postDelayed(() => loop.callSoonThreadsafe(() => main.setResult("woken")), 3);
      assert.equal(await drive(done), "woken");
    });

    test("run: an idle loop is woken from another thread", async () => {
      const { host, drive, fromOtherThread } = make();
      using loop = newEventLoop();
      const main = loop.createFuture<string>();
      const done = loop.run(main, { host });
      host.post(() => fromOtherThread(() => loop.callSoonThreadsafe(() => main.setResult("woken"))));
      assert.equal(await drive(done), "woken");
    });

    test("run: an exception in a callback is reported, and the loop and the host go on", async () => {
      const { host, drive } = make();
      using loop = newEventLoop();
      const reported: unknown[] = [];
      loop.setExceptionHandler((_loop, { exception }) => reported.push(exception));
      const oops = new Error("oops");
      loop.callSoon(() => {
        throw oops;
      });
      assert.equal(await drive(loop.run(sleep(1, "went on"), { host })), "went on");
      assert.deepEqual(reported, [oops]);
    });

    test("run: an exception in main rejects, and the loop can run again", async () => {
      const { host, drive } = make();
      using loop = newEventLoop();
      const main = function* () {
        yield* sleep(1);
        throw new TypeError("main failed");
      };
      await assert.rejects(drive(loop.run(main, { host })), { name: "TypeError", message: "main failed" });
      assert.equal(await drive(loop.run(sleep(1, "again"), { host })), "again");
    });

    test("close: refused while the loop runs; afterwards, nothing that was scheduled is called", async () => {
      const { host, drive } = make();
      const loop = newEventLoop();
      loop.callLater(10, () => assert.fail("was called after close"));
      await drive(
        loop.run(
          function* () {
            assert.throws(() => loop.close(), { code: "ERR_LOOP_RUNNING" });
          },
          { host },
        ),
      );
      loop.callSoon(() => assert.fail("was called after close"));
      loop.close();
      await drive(new Promise<void>((resolve) => host.postDelayed(resolve, 30)));
    });

    test("run: an idle loop asks the host for nothing", async () => {
      const { host, drive } = make();
      let requests = 0;
      const counting: Host = {
        post(fn) {
          requests++;
          host.post(fn);
        },
        postDelayed(fn, ms) {
          requests++;
          return host.postDelayed(fn, ms);
        },
        ...(host.turn === undefined ? {} : { turn: host.turn }),
      };
      using loop = newEventLoop();
      loop.callLater(3_600_000, () => {});
      const main = loop.createFuture();
      const done = loop.run(main, { host: counting });
      await drive(new Promise<void>((resolve) => host.postDelayed(resolve, 5)));
      const before = requests;
      await drive(new Promise<void>((resolve) => host.postDelayed(resolve, 40)));
      assert.equal(requests, before);
      main.setResult();
      await drive(done);
    });

    test("run: two guests take turns, and neither starves", async () => {
      const { host, drive } = make();
      using one = newEventLoop();
      using two = newEventLoop();
      let goOn = true;
      const again = () => {
        if (goOn) one.callSoon(again);
      };
      one.callSoon(again);
      const main = one.createFuture();
      const saturated = one.run(main, { host });
      assert.equal(await drive(two.run(sleep(2, "not starved"), { host })), "not starved");
      goOn = false;
      main.setResult();
      await drive(saturated);
    });
  });
}

/** Schedules calls of several kinds, and returns the list to which they will add themselves. */
function scheduleSome(loop: EventLoop): string[] {
  const calls: string[] = [];
  const log = (call: string) => () => calls.push(call);
  loop.callLater(6, log("timer 6"));
  loop.callLater(3, log("timer 3"));
  loop.callSoon(() => {
    calls.push("soon 1");
    loop.callSoon(log("soon 1's"));
    loop.callLater(0, log("due"));
  });
  loop.createTask(
    (function* () {
      yield* sleep(0);
      calls.push("task");
    })(),
  );
  loop.callSoon(log("soon 2"));
  loop.callLater(6, log("timer 6 too"));
  return calls;
}
