import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  CancelledError,
  type Coroutine,
  createTask,
  getRunningLoop,
  Lock,
  Queue,
  sleep,
  TimeoutError,
  taskGroup,
  timeout,
} from "tsyncio";
import { isolated, SeededRandom } from "tsyncio/testing";

/*
 * `npm test` runs this on the oldest and on the newest Node: the digest below stands for the traces of both.
 */
const SEED = 42;
const DIGEST = "6aa636adca2eca29b6348451f36e70e2efa1353c21cbff16322848f0acf482db";

/** What a program of many tasks does that draws lots, step by step. */
async function traceOf(seed: number): Promise<string[]> {
  const trace: string[] = [];
  await isolated(async () => {
    const random = new SeededRandom(seed);
    const loop = getRunningLoop();
    const queue = new Queue<number>({ maxSize: 3 });
    const lock = new Lock();
    const note = (text: string) => trace.push(`${loop.time()} ${text}`);

    function* producer(name: string): Coroutine<void> {
      for (let i = 0; i < 20; i++) {
        yield* sleep(random.below(50));
        yield* queue.put(random.below(1000));
        note(`${name} put ${i}`);
      }
    }
    function* consumer(name: string): Coroutine<void> {
      for (;;) {
        const item = yield* queue.get();
        yield* lock.hold(function* () {
          note(`${name} got ${item}`);
          yield* sleep(random.below(30));
        });
      }
    }
    async function native(name: string): Promise<void> {
      for (let i = 0; i < 10; i++) {
        await sleep(random.below(100));
        await Promise.resolve();
        note(`${name} ${i}`);
      }
    }
    function* impatient(): Coroutine<void> {
      for (let i = 0; i < 10; i++) {
        try {
          yield* timeout(random.below(40), () => lock.hold(() => sleep(random.below(40))));
          note(`in time ${i}`);
        } catch (error) {
          assert.ok(error instanceof TimeoutError);
          note(`too late ${i}`);
        }
      }
    }

    const consumers = ["c", "d"].map((name) => createTask(consumer(name)));
    const natives = Promise.all([native("m"), native("n")]);
    await taskGroup(function* (group) {
      for (const name of random.shuffle(["p", "q", "r"])) group.createTask(producer(name));
      group.createTask(impatient());
    });
    await natives;
    for (const task of consumers) {
      task.cancel();
      await task.then(null, (error: unknown) => assert.ok(error instanceof CancelledError));
    }
  })();
  return trace;
}

test("determinism: the same seed gives the same trace each time, and another seed another", async () => {
  const first = await traceOf(SEED);
  assert.ok(first.length > 100);
  assert.deepEqual(await traceOf(SEED), first);
  assert.notDeepEqual(await traceOf(SEED + 1), first);
});

test("determinism: the trace is the same on every Node", async () => {
  const text = (await traceOf(SEED)).join("\n");
  assert.equal(createHash("sha256").update(text).digest("hex"), DIGEST, text);
});
