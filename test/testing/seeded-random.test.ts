import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SeededRandom } from "tsyncio/testing";

describe("SeededRandom", () => {
  test("next: a seed determines the numbers, on every platform", () => {
    const random = new SeededRandom(42);
    const numbers = Array.from({ length: 4 }, () => random.next() * 2 ** 32);
    assert.deepEqual(numbers, [2581720956, 1925393290, 3661312704, 2876485805]);
  });

  test("next: numbers are from 0 on, less than 1, and spread evenly", () => {
    const random = new SeededRandom(7);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const number = random.next();
      assert.ok(number >= 0 && number < 1);
      counts[Math.floor(number * 10)]!++;
    }
    for (const count of counts) assert.ok(count > 9_500 && count < 10_500, String(count));
  });

  test("below: integers from 0 on, less than the limit; all of them come", () => {
    const random = new SeededRandom(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.below(6)));
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4, 5]);
  });

  test("constructor, below: refuse what is no integer or out of range", () => {
    assert.throws(() => new SeededRandom(1.5), {
      name: "RangeError",
      message: "Cannot seed a SeededRandom with 1.5: an integer is expected",
    });
    for (const limit of [0, -1, 2.5, 2 ** 33]) {
      assert.throws(() => new SeededRandom(1).below(limit), {
        name: "RangeError",
        message: `Cannot draw an integer below ${limit}: the limit must be from 1 to 2³²`,
      });
    }
  });
});

test("SeededRandom.pick and shuffle: take each item, each order, and leave what is given as it is", () => {
  const random = new SeededRandom(1);
  assert.equal(random.seed, 1);
  const items = ["a", "b", "c"];
  const picked = new Set<string>();
  const orders = new Set<string>();
  for (let i = 0; i < 200; i++) {
    picked.add(random.pick(items));
    orders.add(random.shuffle(items).join(""));
  }
  assert.deepEqual([...picked].sort(), items);
  assert.equal(orders.size, 6);
  assert.deepEqual(items, ["a", "b", "c"]);
  assert.throws(() => random.pick([]), { name: "RangeError", message: "Cannot pick one of no items" });
});
