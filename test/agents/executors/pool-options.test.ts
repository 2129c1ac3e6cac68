import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ThreadPoolExecutor } from "tsyncio";

describe("PoolOptions", () => {
  test("options that make no sense are refused", () => {
    for (const options of [
      { maxWorkers: 0 },
      { concurrency: 1.5 },
      { maxQueue: -1 },
      { idleTimeout: Number.NaN },
      { maxMemoryPerChild: 0 },
    ]) {
      assert.throws(() => new ThreadPoolExecutor(options), {
        name: "RangeError",
        message: /^Cannot make an executor with /,
      });
    }
    assert.throws(() => new ThreadPoolExecutor(4 as never), {
      name: "TypeError",
      message:
        "Cannot make an executor: its options are number, and must be an object, as in { maxWorkers: 4 }",
    });
    assert.throws(() => new ThreadPoolExecutor({ minWorkers: 2, maxWorkers: 1 }), {
      message: "Cannot make an executor with minWorkers 2: maxWorkers is 1",
    });
  });
});
