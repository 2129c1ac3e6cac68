import assert from "node:assert/strict";
import { test } from "node:test";
import { exported, Process, Thread } from "tsyncio";
import { target } from "./fixtures/starts-another.js";

const url = new URL("./fixtures/starts-another.js", import.meta.url).href;

for (const Kind of [Thread, Process]) {
  test(`${Kind.name}: a module that starts another while it is imported for its target is refused`, async () => {
    const agent = new Kind(exported(url, target), []).start();
    await assert.rejects(Promise.resolve(agent), {
      code: "ERR_LOADING",
      message: /still importing the module of its own target.*isMainModule\(import\.meta\.url\)/,
    });
  });
}
