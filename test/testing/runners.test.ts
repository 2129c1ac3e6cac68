import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const bin = (path: string) => `node_modules/${path}`;

/** Runners, with the arguments for Node by which each runs a suite of a folder. */
const runners: Record<string, (folder: string, suite: string) => string[]> = {
  node: (folder, suite) => ["--test", "--test-reporter=spec", `${folder}/${suite}.js`],
  vitest: (folder, suite) => [
    bin("vitest/vitest.mjs"),
    "run",
    "--config",
    `${folder}/vitest.config.js`,
    suite,
  ],
  jest: (folder, suite) => [
    "--experimental-vm-modules",
    bin("jest/bin/jest.js"),
    "--verbose",
    "-c",
    `${folder}/jest.config.js`,
    suite,
  ],
  mocha: (folder, suite) => [bin("mocha/bin/mocha.js"), `${folder}/${suite}.js`],
};

for (const [runner, command] of Object.entries(runners)) {
  describe(`isolated, under ${runner}`, () => {
    test("the samples of examples/testing pass", async () => {
      const { status, output } = await run(command("build/examples/testing", `${runner}.test`));
      assert.equal(status, 0, output);
      assert.match(output, /4 pass(ed|ing)|Tests +4 passed|pass 4/);
    });

    test("a suite passes but for the tests that leak or wait for ever, each with its report", async () => {
      const { status, output } = await run(command("build/test/testing/runners", `${runner}-suite`));
      assert.notEqual(status, 0, output);
      assert.match(output, /8 pass(ed|ing)|pass 8/);
      assert.match(output, /3 fail(ed|ing)|fail 3/);
      assert.match(output, /The test left behind:/);
      assert.match(
        output,
        /1 task that is not done:\s+<Task pending name='forgotten'> waits for sleep, until 3600000/,
      );
      const [, waits, made] =
        /, at forgotten \(.*suite\.([jt]s:\d+):\d+\), made at .*suite\.([jt]s:\d+):\d+/.exec(output) ?? [];
      const [file, line] = waits?.split(":") ?? [];
      // Jest alone knows the source map of a module that it did not compile.
      if (runner !== "jest") assert.equal(made, `${file}:${Number(line) + 2}`);
      else assert.ok(made?.startsWith("ts:"));
      assert.match(output, /Deadlock: the event loop has nothing ready/);
      assert.match(output, /waits for <Event unset waiters:1>/);
      assert.match(output, /<Task pending name='neverSettles'> waits for a host promise/);
    });
  });
}

test("isolated, under vitest: fixtures reach the body, and tests run concurrently, each in its own time", async () => {
  const { status, output } = await run(
    runners["vitest"]?.("build/test/testing/runners", "vitest-fixtures") ?? [],
  );
  assert.equal(status, 0, output);
  assert.match(output, /5 passed/);
});

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

function run(args: readonly string[]): Promise<Ended> {
  const { NODE_TEST_CONTEXT: _nested, ...env } = process.env;
  const child = spawn(process.execPath, args, { cwd: root, env, timeout: 60_000, killSignal: "SIGKILL" });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output: stripVTControlCharacters(output) }));
  });
}
