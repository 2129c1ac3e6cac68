import assert from "node:assert/strict";
import { test } from "node:test";
import { allTasks, type Coroutine, sleep } from "tsyncio";
import { virtualLoop } from "../support/ways.js";

test("await sleep: host code in a guest waits in the loop's time", async () => {
  using loop = virtualLoop();
  const result = await loop.run(async () => {
    const word = await sleep(10, "slept");
    return `${word} until ${loop.time()}`;
  });
  assert.equal(result, "slept until 10");
});

test("await sleep: starts a task when it is awaited, one for all who await it", async () => {
  using loop = virtualLoop();
  await loop.run(async () => {
    const main = allTasks().size;
    const nap = sleep(10, "nap");
    assert.equal(allTasks().size, main);
    const both = [nap.then(), nap.then()];
    assert.equal(allTasks().size, main + 1);
    assert.deepEqual(await Promise.all(both), ["nap", "nap"]);
    assert.equal(await nap, "nap");
    assert.equal(loop.time(), 10);
  });
});

test("sleep(0): awaited by host code, each await is a task of its own", async () => {
  using loop = virtualLoop();
  await loop.run(async () => {
    const main = allTasks().size;
    const both = [sleep(0).then(), sleep(0).then()];
    assert.equal(allTasks().size, main + 2);
    await Promise.all(both);
  });
});

test("sleep(0): awaited by host code, a loop that closed earlier does not matter", async () => {
  const closed = virtualLoop();
  closed.setExceptionHandler(() => {});
  const lost: Promise<unknown>[] = [];
  closed.callSoon(() => {
    lost.push(assert.rejects(sleep(0).then(), { code: "ERR_LOOP_CLOSED" }));
    lost.push(assert.rejects(sleep(0).then(), { code: "ERR_LOOP_CLOSED" }));
    closed.stop();
  });
  closed.runForever();
  closed.close();
  await Promise.all(lost);
  using loop = virtualLoop();
  assert.equal(
    await loop.run(async () => `${await sleep(0)} twice ${await sleep(0)}`),
    "undefined twice undefined",
  );
});

test("await sleep: an awaited sleep whose task is cancelled throws in the host code", async () => {
  using loop = virtualLoop();
  await loop.run(async () => {
    const nap = sleep(1000);
    const waiting = nap.then();
    const newest = [...allTasks()].at(-1);
    newest?.cancel("woken");
    await assert.rejects(waiting, { name: "CancelledError", message: "woken" });
  });
});

test("await sleep: a task in between is not needed by generators, which run it themselves", async () => {
  using loop = virtualLoop();
  function* main(): Coroutine<number> {
    yield* sleep(1);
    return allTasks().size;
  }
  assert.equal(await loop.run(main), 1);
});
