/* A module that is a test itself: it has run when its last timer has fired. */
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";

assert.equal(Date.now(), 1_000);
await wait(60_000);
assert.equal(Date.now(), 61_000);
const heartbeat = setInterval(() => {}, 1_000);
setTimeout(() => {
  assert.equal(Date.now(), 3_661_000);
  clearInterval(heartbeat);
  setTimeout(() => assert.fail("an unreferenced timer keeps nothing alive"), 1_000).unref();
}, 3_600_000);
