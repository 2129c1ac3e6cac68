import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Lookout } from "#dist/drivers/lookout.js";

/** Watches in vain for as long as it may, and returns for how long that was, in all. */
function watchInVain(lookout: Lookout, from: number): number {
  let now = from;
  for (;;) {
    const limit = lookout.limit(now);
    if (limit === 0) return now - from;
    now += limit;
    lookout.failed(now);
  }
}

/** Watches, and finds what it watches for after `ms` milliseconds. */
function watchWell(lookout: Lookout, from: number, ms: number): number {
  assert.ok(lookout.limit(from) > 0);
  lookout.succeeded(from + ms);
  return from + ms;
}

describe("a lookout", () => {
  test("watches for as long as it may at first", () => {
    assert.equal(new Lookout(2, 24).limit(0), 2);
  });

  test("takes its budget in vain at once, and then as much each 400 ms", () => {
    const lookout = new Lookout(1, 24);
    const atOnce = watchInVain(lookout, 0);
    assert.ok(atOnce >= 24 && atOnce < 27, `${atOnce}`);
    let later = 0;
    for (let now = 1_000; now < 9_000; now += 10) later += watchInVain(lookout, now);
    assert.ok(later > 20 * 20 && later < 22 * 24, `${later}`);
  });

  test("watches for shorter when its budget is low", () => {
    const lookout = new Lookout(2, 24);
    const spent = watchInVain(lookout, 0);
    const limit = lookout.limit(spent + 8);
    assert.ok(limit > 0 && limit < 1, `${limit}`);
  });

  test("is free as long as what it watches for comes within a moment, and earns what that saved", () => {
    const lookout = new Lookout(2, 24);
    let now = watchInVain(lookout, 0) + 1;
    for (let i = 0; i < 1_000; i++) now = watchWell(lookout, now, 0.05);
    assert.equal(lookout.limit(now), 2);
  });

  test("pays for a watch that took long, though what it watched for came", () => {
    const lookout = new Lookout(2, 24);
    let now = 0;
    let watched = 0;
    while (lookout.limit(now) >= 1) {
      now = watchWell(lookout, now, 1);
      watched++;
    }
    assert.ok(watched < 40, `${watched}`);
  });
});
