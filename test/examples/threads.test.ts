import assert from "node:assert/strict";
import { test } from "node:test";
import { threadId } from "node:worker_threads";
import type * as threadsExample from "../../examples/threads.js";
import { inBothForms } from "./forms.js";

for (const [form, resultOf] of inBothForms("threads", (example: typeof threadsExample) =>
  example.main(() => {}),
)) {
  test(`examples/threads (${form}): a thread inherits no loop, and runs its own while the main one goes on`, () => {
    const { seen, ticks, calls, expected } = resultOf();
    assert.notEqual(seen.threadId, threadId);
    assert.match(seen.inherited, /^There is no current event loop in this thread/);
    assert.equal(seen.currentIsMine, true);
    assert.equal(seen.runningIsMine, true);
    assert.equal(seen.primes, expected);
    assert.ok(ticks > 0);
    assert.deepEqual(calls, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
}
