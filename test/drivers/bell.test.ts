import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { callBeforeSleep, waitForBell } from "#dist/drivers/bell.js";

describe("a thread that is about to sleep", () => {
  test("does first what was put off until then, and what is put off by that", () => {
    const done: string[] = [];
    callBeforeSleep(() => {
      done.push("one");
      callBeforeSleep(() => done.push("another"));
    });
    waitForBell(1);
    assert.deepEqual(done, ["one", "another"]);
  });
});
