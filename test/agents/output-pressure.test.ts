import assert from "node:assert/strict";
import type { Readable } from "node:stream";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { newEventLoop, type PoolExecutor } from "tsyncio";
import { pools } from "./executors/pools.js";
import { printCarelessly, printOneByOne, printPiped, printWithCare } from "./fixtures/output.js";
import { kinds } from "./kinds.js";
import { output, read } from "./printed.js";

const MUCH = 2_097_152;
/** What is on its way when somebody has to wait: the window, and what the parent has not told of so far. */
const HELD = 150_000;
const PIPED = { stdout: "pipe" } as const;

/** Begins to read, but takes nothing. */
function hold(stream: Readable | null): Readable {
  assert.ok(stream);
  stream.on("readable", () => {});
  return stream;
}

/** How much is there when nothing more comes. */
async function settled(stream: Readable): Promise<number> {
  for (let before = 0; before === 0 || before !== stream.readableLength; ) {
    before = stream.readableLength;
    await delay(150);
  }
  return stream.readableLength;
}

/** Takes all that is left. */
async function drain(stream: Readable): Promise<number> {
  let length = 0;
  for await (const chunk of stream) length += (chunk as Uint8Array).length;
  return length;
}

for (const { name, make } of kinds) {
  describe(`a ${name} that prints more than is read`, () => {
    for (const fn of [printWithCare, printOneByOne, printPiped]) {
      test(`${fn.name}: it is held back, and goes on as it is read`, async () => {
        const agent = make(output(fn as (length: number) => Promise<unknown>), [MUCH], PIPED).start();
        const stream = hold(agent.stdout);
        const held = await settled(stream);
        assert.ok(held > 0 && held < HELD, `${held} bytes`);
        assert.equal(agent.isAlive(), true);
        assert.equal(await drain(stream), MUCH);
        await agent;
      });
    }

    test("one that does not wait for room is not held back, and nothing is lost", async () => {
      const agent = make(output(printCarelessly), [MUCH], PIPED).start();
      const stream = hold(agent.stdout);
      assert.equal(await agent, "printed");
      assert.equal(await drain(stream), MUCH);
    });

    test("it is not held back while this thread is blocked, also if it was before", async () => {
      for (const block of [
        (agent: { join(): unknown }) => agent.join(),
        (agent: { join(): unknown }) => {
          using loop = newEventLoop();
          return loop.runUntilComplete(agent as never);
        },
      ]) {
        for (const isHeld of [false, true]) {
          const agent = make(output(printWithCare), [MUCH], PIPED).start();
          const stream = hold(agent.stdout);
          if (isHeld) await settled(stream);
          assert.equal(typeof block(agent), "number");
          assert.equal(await drain(stream), MUCH);
        }
      }
    });

    test("it is not held back as long as nobody has begun to read", async () => {
      const agent = make(output(printWithCare), [MUCH], PIPED).start();
      await agent;
      assert.equal((await read(agent.stdout)).length, MUCH);
    });

    test("it is not held back when its reader has gone", async () => {
      const agent = make(output(printWithCare), [MUCH], PIPED).start();
      const stream = hold(agent.stdout);
      await settled(stream);
      stream.destroy();
      await agent;
    });
  });
}

for (const { name, make } of pools) {
  describe(`workers of a ${name} that print more than is read`, () => {
    const start = (): { pool: PoolExecutor; stream: Readable } => {
      const pool = make({ maxWorkers: 2, ...PIPED });
      return { pool, stream: hold(pool.stdout) };
    };

    test("they are held back, and go on as they are read", async () => {
      const { pool, stream } = start();
      const calls = [1, 2].map(() => pool.submit(output(printWithCare), MUCH));
      const held = await settled(stream);
      assert.ok(held > 0 && held < 2 * HELD, `${held} bytes`);
      const drained = drain(stream);
      assert.ok((await Promise.all(calls)).every((waits) => waits > 0));
      await pool.shutdown();
      assert.equal(await drained, 2 * MUCH);
    });

    test("they are not held back while this thread is blocked, also if they were before", async () => {
      const { pool, stream } = start();
      const calls = [1, 2].map(() => pool.submit(output(printWithCare), MUCH));
      await settled(stream);
      for (const call of calls) call.result();
      pool.shutdown().result();
      assert.equal(await drain(stream), 2 * MUCH);
    });
  });
}
