import assert from "node:assert/strict";
import { testCore } from "./core-run.js";

testCore(
  "they pass in a page, where no loop can block",
  new Map(),
  (file, first) => `import("/${file}").then(() => runTests(${first}))`,
  ({ passed, skipped }) => {
    // What blocks is tested in a worker; the rest needs Node's AsyncLocalStorage, processes, or its garbage collector.
    assert.ok(passed > 10 * skipped.length, `${passed} passed, ${skipped.length} skipped`);
  },
);
