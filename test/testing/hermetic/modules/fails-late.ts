import assert from "node:assert/strict";

setTimeout(() => assert.equal(Date.now(), 0), 3_600_000);
