import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../examples/default.js";
import { silent } from "./silent.js";

test("examples/default: tasks end by their times, host promises work, and what is left ends", async () => {
  const { order, lines, musicEnded } = await main(silent);
  assert.deepEqual(order, ["salad", "cheese", "bread"]);
  assert.ok(lines > 10);
  assert.equal(musicEnded, true);
});
