import assert from "node:assert/strict";
import { test } from "node:test";
import type * as frameworksExample from "../../examples/frameworks.js";
import type * as pluginExample from "../../examples/plugin.js";
import { inBothForms } from "./forms.js";

for (const [form, resultOf] of inBothForms("frameworks", (example: typeof frameworksExample) =>
  example.main(() => {}),
)) {
  test(`examples/frameworks (${form}): each way gives the same result, and only blocking stops the ticks`, () => {
    const { clicks, transformed } = resultOf();
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
}

/** Calls the plugin twice, and once more when it is closed. */
function callPlugin({ digestPlugin }: typeof pluginExample) {
  const plugin = digestPlugin();
  const results = [plugin.transform("1 __DIGEST__ __DIGEST__"), plugin.transform("2 __DIGEST__")] as const;
  plugin.close();
  try {
    plugin.transform("closed");
  } catch (error) {
    return { results, code: (error as { code?: string }).code };
  }
  return { results };
}

for (const [form, resultOf] of inBothForms("plugin", callPlugin)) {
  test(`examples/plugin (${form}): transform returns at once what takes promises to make, as often as it is called`, () => {
    const { results, code } = resultOf();
    const [one, two] = results;
    assert.match(one, /^1 ([0-9a-f]{64}) \1$/);
    assert.match(two, /^2 [0-9a-f]{64}$/);
    assert.notEqual(one.slice(2, 66), two.slice(2));
    assert.equal(code, "ERR_LOOP_CLOSED");
  });
}
