import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

type Module = Readonly<Record<string, unknown>>;

const { exports: exported } = JSON.parse(
  readFileSync(new URL(import.meta.resolve("tsyncio/package.json")), "utf8"),
) as { exports: Readonly<Record<string, unknown>> };

const SUBPATHS = Object.keys(exported).filter((path) => !/\*|register|package\.json/.test(path));

const load = async (path: string) => (await import(path.replace(".", "tsyncio"))) as Module;

for (const path of SUBPATHS) {
  test(`tsyncio${path.slice(1)}: each class is called what it is exported as`, async () => {
    for (const [name, value] of Object.entries(await load(path))) {
      if (/^class\b/.test(String(value))) assert.equal((value as { readonly name: string }).name, name);
    }
  });
}

test("tsyncio/core: what it exports is what tsyncio exports", async () => {
  const whole = await load(".");
  for (const [name, value] of Object.entries(await load("./core"))) assert.equal(value, whole[name], name);
});

test("tsyncio/browser: in Node its loops, tasks and errors are those of tsyncio", async () => {
  const [whole, browser] = await Promise.all([load("."), load("./browser")]);
  for (const name of ["EventLoop", "Task", "Future", "ContextVar", "CancelledError"])
    assert.equal(browser[name], whole[name], name);
});
