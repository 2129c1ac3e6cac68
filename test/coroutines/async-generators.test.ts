import assert from "node:assert/strict";
import { test } from "node:test";
import { aiter, type Coroutine, createTask, Runner, type RuntimeError, run, runSync, sleep } from "tsyncio";
import { onEveryWayOfWaiting, record, virtualLoop } from "../support/ways.js";
import { Recorded } from "./iterables.js";

/** Begins to go through it, and leaves it where it stands. */
function* begin(generator: Recorded): Coroutine<void> {
  yield* aiter(generator).moveNext();
}

onEveryWayOfWaiting(
  "shutdownAsyncgens: closes what has begun and not ended, all at once, and waits",
  async (way) => {
    const log: string[] = [];
    await way.run(begin(new Recorded(log, 5)));
    await way.run(begin(new Recorded(log, 2)));
    assert.deepEqual(log, []);
    await way.run(() => way.loop.shutdownAsyncgens());
    assert.deepEqual(log, ["return at 0", "return at 0", "closed at 2", "closed at 5"]);
    await way.run(() => way.loop.shutdownAsyncgens());
    assert.equal(log.length, 4);
  },
);

onEveryWayOfWaiting(
  "shutdownAsyncgens: leaves alone what never began, has ended, or was closed",
  async (way) => {
    const log: string[] = [];
    await way.run(function* () {
      aiter(new Recorded(log, 1));
      const ended = aiter(new Recorded(log, 1, 1));
      while (yield* ended.moveNext());
      const closed = aiter(new Recorded(log, 0));
      yield* closed.moveNext();
      yield* closed.aclose();
      log.length = 0;
      yield* way.loop.shutdownAsyncgens();
    });
    assert.deepEqual(log, []);
  },
);

onEveryWayOfWaiting(
  "shutdownAsyncgens: an error of one is reported, and the others are closed",
  async (way) => {
    const log: string[] = [];
    const oops = new Error("while closing");
    await way.run(begin(new Recorded(log, 1, 3, oops)));
    await way.run(begin(new Recorded(log, 2)));
    await way.run(() => way.loop.shutdownAsyncgens());
    assert.deepEqual(log, ["return at 0", "return at 0", "closed at 2"]);
    assert.deepEqual(
      way.takeReports().map(({ asyncgen, ...report }) => ({ ...report, asyncgen: String(asyncgen) })),
      [
        {
          message: "An error occurred during closing of asynchronous generator <AsyncCursor of <Recorded>>",
          exception: oops,
          asyncgen: "<AsyncCursor of <Recorded>>",
        },
      ],
    );
  },
);

onEveryWayOfWaiting("shutdownAsyncgens: one that yields while it is closed is reported", async (way) => {
  class GoesOn extends Recorded {
    override return(): Promise<IteratorResult<number>> {
      return createTask(sleep(1, { done: false, value: 5 })) as unknown as Promise<IteratorResult<number>>;
    }
  }
  await way.run(begin(new GoesOn([], 1)));
  await way.run(() => way.loop.shutdownAsyncgens());
  const [report] = way.takeReports();
  assert.match(report?.message ?? "", /closing of asynchronous generator <AsyncCursor of <Recorded>>/);
  const error = report?.exception as RuntimeError | undefined;
  assert.deepEqual(
    [error?.code, error?.message],
    ["ERR_IGNORED_EXIT", "The async generator yielded while it was closed: the rest does not run"],
  );
});

for (const [name, start] of [
  ["run", run],
  ["runSync", async (main: () => Coroutine<void>) => runSync(main)],
] as const) {
  test(`${name}: closes async generators before the loop closes, after its tasks have ended`, async () => {
    const log: string[] = [];
    await start(function* () {
      yield* begin(new Recorded(log, 0));
    });
    assert.deepEqual(
      log.map((line) => line.split(" ")[0]),
      ["return", "closed"],
    );
  });
}

test("Runner.close: reports what an async generator throws, and closes the loop", () => {
  const runner = new Runner({ loopFactory: virtualLoop });
  const loop = runner.getLoop();
  const { takeReports } = record(loop);
  runner.runSync(begin(new Recorded([], 1, 3, new Error("while closing"))));
  runner.close();
  assert.deepEqual(
    takeReports().map(({ exception }) => (exception as Error).message),
    ["while closing"],
  );
  assert.equal(loop.isClosed(), true);
});

test("Runner.aclose: runs the finally block of a native async generator, which may wait", async () => {
  const log: string[] = [];
  async function* native(): AsyncGenerator<number> {
    try {
      yield 1;
    } finally {
      await sleep(1);
      log.push("finally");
    }
  }
  await run(function* () {
    yield* aiter(native()).moveNext();
  });
  assert.deepEqual(log, ["finally"]);
});
