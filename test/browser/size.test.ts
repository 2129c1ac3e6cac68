import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { root } from "../docs/paths.js";
import { bundle, virtualModule } from "./bundle.js";

const core = fileURLToPath(new URL("dist/core.js", root));

const KB = 1024;

/** What every program has: a loop, what runs on it, and how it waits. */
const LOOP = [
  "CancelledError",
  "EventLoop",
  "Future",
  "Task",
  "allTasks",
  "browserHost",
  "createTask",
  "currentTask",
  "ensureFuture",
  "getRunningLoop",
  "newEventLoop",
  "sleep",
  "wrapFuture",
];

const budgets = [
  { what: "a loop, its tasks, futures and timers", names: `{ ${LOOP.join(", ")} }`, limit: 13 * KB },
  { what: "the whole core, with combinators, locks and queues", names: "*", limit: 24 * KB },
];

for (const { what, names, limit } of budgets) {
  test(`size in a browser: ${what}: at most ${limit / KB} kB, minified and gzipped`, async () => {
    const site = await bundle({
      plugins: [virtualModule("entry", `export ${names} from ${JSON.stringify(core)};`)],
      build: { rollupOptions: { input: "entry", preserveEntrySignatures: "strict" } },
    });
    const code = [...site.values()].join("");
    assert.doesNotMatch(code, /\bimport\b/);
    const size = gzipSync(code, { level: 9 }).length;
    assert.ok(size <= limit, `${size} bytes`);
  });
}

test('package.json: "tsyncio" in a browser is the core, without any module of Node\'s', async () => {
  const site = await bundle({
    plugins: [virtualModule("entry", 'import { run, sleep } from "tsyncio"; run(sleep(1));')],
    build: { rollupOptions: { input: "entry" } },
  });
  assert.equal(site.size, 1);
});
