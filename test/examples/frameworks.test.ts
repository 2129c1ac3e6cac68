import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../examples/frameworks.js";
import { digestPlugin } from "../../examples/plugin.js";
import { silent } from "./silent.js";

test("examples/frameworks: each way gives the same result, and only blocking stops the ticks", async () => {
  const { clicks, transformed } = await main(silent);
  assert.deepEqual(
    clicks.map(({ way }) => way),
    ["as a guest", "in a thread", "blocking"],
  );
  assert.equal(new Set(clicks.map(({ result }) => result)).size, 1);
  const [guest, thread, blocking] = clicks.map(({ ticks }) => ticks);
  // The last tick is the measurement's own.
  assert.equal(blocking, 1);
  assert.ok((guest as number) > 1);
  assert.ok((thread as number) > 1);
  assert.match(transformed, /^export const digest = "[0-9a-f]{64}";$/);
});

test("examples/plugin: transform returns at once what takes promises to make, as often as it is called", () => {
  const plugin = digestPlugin();
  const [one, two] = [plugin.transform("1 __DIGEST__ __DIGEST__"), plugin.transform("2 __DIGEST__")];
  plugin.close();
  assert.match(one, /^1 ([0-9a-f]{64}) \1$/);
  assert.match(two, /^2 [0-9a-f]{64}$/);
  assert.notEqual(one.slice(2, 66), two.slice(2));
  assert.throws(() => plugin.transform("closed"), { code: "ERR_LOOP_CLOSED" });
});
