import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Coroutine, gather, sleep } from "tsyncio";
import { ExplorationError, explore, type StrategyName } from "tsyncio/testing";

/** In how many of so many seeds a strategy finds what fails, within so many runs. */
function found(program: () => Coroutine<void>, strategy: StrategyName, runs: number, seeds: number): number {
  let count = 0;
  for (let seed = 0; seed < seeds; seed++) {
    try {
      explore(program, { strategy, runs, seed });
    } catch (error) {
      if (!(error instanceof ExplorationError)) throw error;
      count++;
    }
  }
  return count;
}

/** Fails only if all steps of one task come before the first of the other. */
function* allOfOneFirst(): Coroutine<void> {
  let isRead = false;
  function* reader(): Coroutine<void> {
    yield* sleep(0);
    isRead = true;
  }
  function* writer(): Coroutine<void> {
    for (let i = 0; i < 20; i++) yield* sleep(0);
    assert.ok(isRead);
  }
  yield* gather([reader(), writer()]);
}

/** Fails only if two tasks take turns exactly. */
function* exactTurns(): Coroutine<void> {
  const log: string[] = [];
  function* walk(name: string, before: number): Coroutine<void> {
    for (let i = 0; i < before; i++) yield* sleep(0);
    for (let i = 0; i < 4; i++) {
      log.push(name);
      yield* sleep(0);
    }
  }
  yield* gather([walk("a", 0), walk("b", 5)]);
  assert.notEqual(log.join(""), "abababab");
}

describe("strategies", () => {
  test("pct: a task that must be held up for long is found in a few runs, at random it is not", () => {
    assert.equal(found(allOfOneFirst, "pct", 50, 20), 20);
    assert.ok(found(allOfOneFirst, "random", 50, 20) < 5);
  });

  test("random: an order of many switches is found, by pct it is not", () => {
    assert.ok(found(exactTurns, "random", 2_000, 5) >= 4);
    assert.equal(found(exactTurns, "pct", 2_000, 5), 0);
  });

  test("mixed: finds both", () => {
    assert.equal(found(allOfOneFirst, "mixed", 100, 20), 20);
    assert.ok(found(exactTurns, "mixed", 4_000, 5) >= 4);
  });
});
