import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coroutine, Future, HostPromiseError, sleep, wrapFuture } from "tsyncio";
import { virtualLoop } from "../support/ways.js";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("wrapFuture: a future that gets the promise's value", async () => {
  using loop = virtualLoop();
  await loop.run(function* () {
    const future = wrapFuture(nextTurn().then(() => "value"));
    assert.ok(future instanceof Future);
    assert.equal(future.getLoop(), loop);
    assert.equal(yield* future, "value");
  });
});

test("wrapFuture: a future that gets the promise's error", async () => {
  using loop = virtualLoop();
  const error = new Error("oops");
  await loop.run(function* () {
    let caught: unknown;
    try {
      yield* wrapFuture(nextTurn().then(() => Promise.reject(error)));
    } catch (thrown) {
      caught = thrown;
    }
    assert.equal(caught, error);
  });
});

test("wrapFuture: a rejection with what is no Error gets an Error around it", async () => {
  using loop = virtualLoop();
  for (const reason of ["text", undefined, 0]) {
    await assert.rejects(
      loop.run(function* () {
        yield* wrapFuture(Promise.reject(reason));
      }),
      (error: Error) => {
        assert.match(error.message, new RegExp(`rejected with a value that is no Error: "?${reason}"?$`));
        assert.equal(error.cause, reason);
        return true;
      },
    );
  }
});

test("wrapFuture: takes any thenable", async () => {
  using loop = virtualLoop();
  const thenable: PromiseLike<number> = {
    // biome-ignore lint/suspicious/noThenProperty: that is the case at hand
    then(resolve) {
      return nextTurn()
        .then(() => 5)
        .then(resolve);
    },
  };
  assert.equal(
    await loop.run(function* () {
      return yield* wrapFuture(thenable);
    }),
    5,
  );
});

test("wrapFuture: this loop's own future is returned as it is, another loop's is followed", async () => {
  using loop = virtualLoop();
  using other = virtualLoop();
  const mine = loop.createFuture<number>();
  assert.equal(wrapFuture(mine, loop), mine);
  const foreign = other.createFuture<string>();
  const wrapped = wrapFuture(foreign, loop);
  assert.notEqual(wrapped, foreign);
  const running = other.run(async () => {
    await nextTurn();
    foreign.setResult("from the other loop");
    await foreign;
  });
  assert.equal(await loop.run(wrapped), "from the other loop");
  await running;
});

test("wrapFuture: a cancelled future, or a closed loop, ignores the promise", async () => {
  const loop = virtualLoop();
  const cancelled = wrapFuture(nextTurn(), loop);
  const failing = nextTurn().then(() => Promise.reject(new Error("ignored")));
  const cancelledToo = wrapFuture(failing, loop);
  const late = wrapFuture(nextTurn(), loop);
  cancelled.cancel();
  cancelledToo.cancel();
  loop.close();
  await nextTurn();
  await nextTurn();
  assert.deepEqual([cancelled.cancelled(), cancelledToo.cancelled(), late.done()], [true, true, false]);
});

test("wrapFuture: a task that waits for a promise can be cancelled", async () => {
  using loop = virtualLoop();
  const never = new Promise<void>(() => {});
  const task = loop.createTask(
    (function* (): Coroutine<void> {
      yield* wrapFuture(never);
    })(),
  );
  loop.callLater(1, () => task.cancel("gave up"));
  await assert.rejects(loop.run(task), { name: "CancelledError", message: "gave up" });
});

test("wrapFuture: in a loop that blocks its thread is a HostPromiseError at once", () => {
  using loop = virtualLoop();
  const said: string[] = [];
  loop.runUntilComplete(function* () {
    try {
      yield* wrapFuture(Promise.resolve(1));
    } catch (error) {
      assert.ok(error instanceof HostPromiseError);
      assert.equal(error.code, "ERR_HOST_PROMISE");
      said.push(error.message);
    }
    yield* sleep(1);
  });
  assert.match(said[0] ?? "", /Cannot wait for a host promise.*blocks its thread.*await run\(main\)/);
});

test("wrapFuture: refuses what is no promise", () => {
  using loop = virtualLoop();
  assert.throws(() => wrapFuture(5 as unknown as Promise<number>, loop), {
    name: "TypeError",
    message: /Cannot wrap 5 as a future: a promise is expected/,
  });
  assert.throws(() => wrapFuture(Object.create(null) as Promise<number>, loop), {
    name: "TypeError",
    message: /as a future: a promise is expected/,
  });
});

test("runUntilComplete: a native async function or a promise is refused before it runs", () => {
  using loop = virtualLoop();
  async function nativeMain(): Promise<void> {
    assert.fail("ran");
  }
  const refused = (what: RegExp) => ({ name: "HostPromiseError", code: "ERR_HOST_PROMISE", message: what });
  assert.throws(() => loop.runUntilComplete(nativeMain), refused(/async function 'nativeMain'.*blocks/));
  assert.throws(() => loop.runUntilComplete(Promise.resolve()), refused(/Cannot wait for a host promise/));
  assert.throws(
    () => loop.runUntilComplete(() => Promise.resolve()),
    refused(/Cannot wait for a host promise/),
  );
  assert.equal(loop.runUntilComplete(sleep(1, "not harmed")), "not harmed");
});

test("run: a native async function, its promise, or a function that returns one", async () => {
  using loop = virtualLoop();
  async function nativeMain(): Promise<string> {
    await nextTurn();
    return `native ${await sleep(5, "main")}`;
  }
  assert.equal(await loop.run(nativeMain), "native main");
  assert.equal(await loop.run(() => nativeMain()), "native main");
  assert.equal(await loop.run(Promise.resolve("promise")), "promise");
  await assert.rejects(
    loop.run(async () => {
      throw new Error("oops");
    }),
    /oops/,
  );
});
