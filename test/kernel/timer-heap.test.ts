import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TimerHandle } from "tsyncio";
import { collectUntil } from "../support/garbage.js";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

/** A timer of the property: what it does beforehand, and what it does when it fires. */
interface Step {
  readonly delay: number;
  /** Cancelled before the run begins. */
  readonly dropped: boolean;
  /** Cancels the timer of this number when it fires. */
  readonly cancels: number | null;
  /** Sets another timer when it fires, this many milliseconds later. */
  readonly adds: number | null;
}

const step: fc.Arbitrary<Step> = fc.record({
  delay: fc.integer({ min: 0, max: 12 }),
  dropped: fc.boolean(),
  cancels: fc.option(fc.nat({ max: 400 }), { freq: 3 }),
  adds: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 }),
});

/** Which timers fire and when, by a model: a list in order of deadline and, among equals, of creation. */
function model(steps: readonly Step[]): string[] {
  const log: string[] = [];
  const timers = steps.map(({ delay, dropped }, id) => ({ when: delay, id, cancelled: dropped }));
  const left = [...timers];
  for (;;) {
    left.sort((a, b) => a.when - b.when || a.id - b.id);
    const timer = left.shift();
    if (timer === undefined) return log;
    if (timer.cancelled) continue;
    log.push(`${timer.id} at ${timer.when}`);
    const { cancels, adds } = steps[timer.id] ?? { cancels: null, adds: null };
    if (cancels !== null && timers[cancels] !== undefined) timers[cancels].cancelled = true;
    if (adds !== null) {
      const added = { when: timer.when + adds, id: timers.length, cancelled: false };
      timers.push(added);
      left.push(added);
    }
  }
}

onEveryWayOfWaiting("callLater: any timers, cancels and additions fire as in a sorted list", async (way) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 400, size: "max" }), async (steps) => {
      using loop = virtualLoop();
      const log: string[] = [];
      const timers: TimerHandle[] = [];
      const set = (delay: number) => {
        const id = timers.length;
        timers.push(
          loop.callLater(delay, () => {
            log.push(`${id} at ${loop.time()}`);
            const { cancels, adds } = steps[id] ?? { cancels: null, adds: null };
            if (cancels !== null) timers[cancels]?.cancel();
            if (adds !== null) set(adds);
          }),
        );
      };
      for (const { delay } of steps) set(delay);
      for (const [id, { dropped }] of steps.entries()) if (dropped) timers[id]?.cancel();
      const end = loop.createFuture();
      loop.callAt(1000, () => end.setResult());
      if (way.name === "blocking") loop.runUntilComplete(end);
      else await loop.run(end);
      assert.deepEqual(log, model(steps));
    }),
    { numRuns: way.name === "blocking" ? 300 : 30 },
  );
});

onEveryWayOfWaiting("callAt: thousands of timers in random order fire by deadline", async (way) => {
  const { loop } = way;
  const delays = fc.sample(fc.integer({ min: 0, max: 50_000 }), { numRuns: 5000, seed: 1 });
  const log: number[] = [];
  for (const delay of delays) loop.callAt(delay, () => log.push(delay));
  loop.callAt(60_000, () => loop.stop());
  await way.runUntilStopped();
  assert.deepEqual(
    log,
    delays.toSorted((a, b) => a - b),
  );
});

onEveryWayOfWaiting(
  "TimerHandle.cancel: when most timers are cancelled, the others still fire in order",
  async (way) => {
    const { loop } = way;
    const log: number[] = [];
    const timers = Array.from({ length: 1000 }, (_, i) => loop.callLater(i % 100, () => log.push(i)));
    for (const [i, timer] of timers.entries()) if (i % 10 !== 0) timer.cancel();
    loop.callAt(200, () => loop.stop());
    await way.runUntilStopped();
    const kept = timers.map((_, i) => i).filter((i) => i % 10 === 0);
    assert.deepEqual(
      log,
      kept.toSorted((a, b) => (a % 100) - (b % 100) || a - b),
    );
  },
);

test("TimerHandle.cancel: a loop that runs on lets go of cancelled timers long before they are due", async () => {
  using loop = virtualLoop();
  const refs: WeakRef<TimerHandle>[] = [];
  const setMany = () => {
    for (let i = 0; i < 1000; i++) {
      const timer = loop.callLater(1_000_000, () => {});
      refs.push(new WeakRef(timer));
      timer.cancel();
    }
  };
  loop.callSoon(setMany);
  loop.callLater(1, () => loop.stop());
  loop.runForever();
  assert.ok(await collectUntil(() => refs.every((ref) => ref.deref() === undefined)));
});

test("TimerHandle.cancel: of timers that fired is not counted among those that wait", () => {
  using loop = virtualLoop();
  const fired = Array.from({ length: 500 }, () => loop.callLater(1, () => {}));
  const log: number[] = [];
  for (let i = 0; i < 200; i++) loop.callLater(10 + (i % 7), () => log.push(i % 7));
  loop.callLater(5, () => {
    for (const timer of fired) timer.cancel();
  });
  loop.callLater(100, () => loop.stop());
  loop.runForever();
  assert.equal(log.length, 200);
  assert.deepEqual(
    log,
    log.toSorted((a, b) => a - b),
  );
});
