import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { root } from "../docs/paths.js";
import { bundle, virtualModule } from "./bundle.js";

const core = fileURLToPath(new URL("dist/core.js", root));
const browser = fileURLToPath(new URL("dist/browser.js", root));

/** The core: a loop as a guest of the page, its tasks, which sleep, await promises and are cancelled. */
const CORE = ["CancelledError", "createTask", "newEventLoop", "sleep", "wrapFuture"];

/** What else a page may well use. */
const MORE = ["Event", "frameHost", "gather", "Lock", "Queue", "taskGroup", "timeout"];

/** Of tsyncio/browser. */
const THREADS = ["Thread", "parentLoop", "runCoroutineThreadsafe", "serveTargets", "targetsOf"];

// What a program does not use is left out of it, so that its size grows with what it uses. The second and third limit are
// what it came to, with a little room, so that growth is noticed.
const budgets = [
  { what: "the core", names: exportsOf(CORE), limit: 12_000 },
  { what: `and ${MORE.join(", ")}`, names: exportsOf([...CORE, ...MORE]), limit: 17_000 },
  { what: "all that tsyncio/core has", names: "*", limit: 23_000 },
  { what: "the core and threads", from: browser, names: exportsOf([...CORE, ...THREADS]), limit: 26_800 },
];

for (const { what, from = core, names, limit } of budgets) {
  test(`size in a browser, minified and gzipped: ${what}: at most ${limit / 1000} kB`, async (t) => {
    const site = await bundle({
      plugins: [virtualModule("entry", `export ${names} from ${JSON.stringify(from)};`)],
      build: { rollupOptions: { input: "entry", preserveEntrySignatures: "strict" } },
    });
    const built = [...site.values()].join("");
    assert.ok(!/\bimport(?!\.meta)\b/.test(built), "it imports something");
    const size = gzipSync(built, { level: 9 }).length;
    t.diagnostic(`${size} bytes`);
    assert.ok(size <= limit, `${size} bytes`);
  });
}

test('package.json: "tsyncio" in a browser is tsyncio/browser, without any module of Node\'s', async () => {
  const site = await bundle({
    plugins: [virtualModule("entry", 'import { run, sleep } from "tsyncio"; run(sleep(1));')],
    build: { rollupOptions: { input: "entry" } },
  });
  assert.equal(site.size, 1);
});

function exportsOf(names: readonly string[]): string {
  return `{ ${names.join(", ")} }`;
}
