import assert from "node:assert/strict";
import { test } from "node:test";
import { aclosing, aiter, type Coroutine, createTask, sleep, wait } from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";
import { Recorded } from "./iterables.js";

class Server {
  readonly log: string[] = [];
  *aclose(): Coroutine<void> {
    yield* sleep(2);
    this.log.push("closed");
  }
}

onEveryWayOfWaiting("aclosing: closes when the body has ended, and gives the body's result", async (way) => {
  const server = new Server();
  const result = await way.run(() =>
    aclosing(server, function* (it) {
      assert.equal(it, server);
      yield* sleep(1);
      server.log.push("body");
      return "result";
    }),
  );
  assert.equal(result, "result");
  assert.deepEqual(server.log, ["body", "closed"]);
  assert.equal(way.loop.time(), 3);
});

onEveryWayOfWaiting("aclosing: closes when the body throws, and passes the error on", async (way) => {
  const server = new Server();
  await assert.rejects(
    way.run(() =>
      aclosing(server, function* () {
        throw new Error("body");
      }),
    ),
    /body/,
  );
  assert.deepEqual(server.log, ["closed"]);
});

onEveryWayOfWaiting("aclosing: closes when the body is cancelled", async (way) => {
  const server = new Server();
  await way.run(function* () {
    const task = createTask(aclosing(server, () => sleep(100)));
    yield* sleep(1);
    task.cancel();
    yield* wait([task]);
    assert.equal(task.cancelled(), true);
    assert.deepEqual(server.log, ["closed"]);
  });
});

onEveryWayOfWaiting("aclosing: a loop through an async iterable can be left early", async (way) => {
  const log: string[] = [];
  await way.run(function* () {
    const first = yield* aclosing(aiter(new Recorded(log, 1)), function* (items) {
      yield* items.moveNext();
      return items.current;
    });
    assert.equal(first, 3);
    assert.deepEqual(log, ["return at 0", "closed at 1"]);
  });
});

test("aclosing: takes what `await using` takes, and async generators of the host", async () => {
  const log: string[] = [];
  async function* native(): AsyncGenerator<number> {
    try {
      yield 1;
    } finally {
      log.push("generator closed");
    }
  }
  const disposable = {
    async [Symbol.asyncDispose]() {
      log.push("disposed");
    },
  };
  using loop = virtualLoop();
  await loop.run(function* () {
    yield* aclosing(disposable, () => sleep(0));
    yield* aclosing(native(), function* (generator) {
      yield* aiter(generator).moveNext();
    });
  });
  assert.deepEqual(log, ["disposed", "generator closed"]);
});

test("aclosing: of what can't be closed, or without a body, is refused at the call", () => {
  assert.throws(() => aclosing({} as never, () => sleep(0)), {
    name: "TypeError",
    message:
      "Cannot use aclosing: what it closes has no method aclose(), [Symbol.asyncDispose]() or return()",
  });
  assert.throws(() => aclosing(new Server(), sleep(0) as never), {
    name: "TypeError",
    message: "Cannot run aclosing: its body is object, and must be a coroutine function",
  });
});
