import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type EventLoop, type ExceptionContext, type Main, newEventLoop, VirtualClock } from "tsyncio";

/** A way to run a loop in virtual time. What holds of a loop must hold however it is run. */
export interface Way {
  readonly name: "blocking" | "guest";
  readonly loop: EventLoop;
  /** Runs `main` to its end. */
  run<T>(main: Main<T>): Promise<T>;
  /** Runs until `loop.stop()`. */
  runUntilStopped(): Promise<void>;
  /** What the loop's exception handler was told since the last call. A test fails if it leaves some. */
  takeReports(): ExceptionContext[];
}

/** Registers a test for each way of running a loop. The loop is new, and closed afterwards. */
export function onEveryWayOfWaiting(
  name: string,
  body: (way: Way, context: TestContext) => void | Promise<void>,
): void {
  for (const way of ["blocking", "guest"] as const) {
    test(`${name} (${way})`, async (context) => {
      const loop = virtualLoop();
      const { takeReports } = record(loop);
      const run = way === "blocking" ? blocking(loop) : guest(loop);
      const runUntilStopped = async () => {
        if (way === "blocking") loop.runForever();
        else await assert.rejects(loop.run(loop.createFuture()), { code: "ERR_STOPPED" });
      };
      try {
        await body({ name: way, loop, run, runUntilStopped, takeReports }, context);
      } finally {
        loop.close();
      }
      assert.deepEqual(takeReports(), [], "reports that the test did not expect");
    });
  }
}

/** A loop whose time is virtual: a test with `using` closes it. */
export function virtualLoop(): EventLoop {
  return newEventLoop({ clock: new VirtualClock() });
}

/** Collects what the loop's exception handler is told. */
export function record(loop: EventLoop): { takeReports(): ExceptionContext[] } {
  let reports: ExceptionContext[] = [];
  loop.setExceptionHandler((_loop, context) => {
    reports.push(context);
  });
  return {
    takeReports() {
      const taken = reports;
      reports = [];
      return taken;
    },
  };
}

function blocking(loop: EventLoop): Way["run"] {
  return async (main) => loop.runUntilComplete(main);
}

function guest(loop: EventLoop): Way["run"] {
  return (main) => loop.run(main);
}
