/* The rows of docs/testing.md about others; what it says of tsyncio/testing is in the tests beside this file. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const RUNNERS = "build/test/testing/runners";

/** Those with fake timers, with the arguments for Node by which a suite checks what is said of them. */
const suites: Record<string, readonly string[]> = {
  "@sinonjs/fake-timers": ["--test", "--test-reporter=spec", `${RUNNERS}/sinon-claims.js`],
  Vitest: [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    `${RUNNERS}/vitest.config.js`,
    "vitest-claims",
  ],
  Jest: [
    "--experimental-vm-modules",
    "node_modules/jest/bin/jest.js",
    "-c",
    `${RUNNERS}/jest.config.js`,
    "jest-claims",
  ],
};

for (const [name, args] of Object.entries(suites)) {
  test(`${name}: moved by hand, past real work; tells no deadlock, and a timer goes from test to test`, () => {
    const { status, output } = run(process.execPath, args);
    assert.equal(status, 0, output);
    assert.match(output, /6 passed|pass 6/);
  });
}

test("why-is-node-running: prints what keeps the process alive, and fails nothing", () => {
  const program = `
    import log from "why-is-node-running";
    const timer = setInterval(() => {}, 1000);
    log();
    clearInterval(timer);
  `;
  const { status, output } = run(process.execPath, ["--input-type=module", "--eval", program]);
  assert.equal(status, 0);
  assert.match(output, /Timeout/);
});

describe("trio's MockClock", () => {
  const claims = claimsOfMockClock();
  const skip = claims === null ? "python3 with trio is not on the PATH" : false;
  for (const claim of ["jumps", "its own time", "jumps over work", "hangs"]) {
    test(claim, { skip }, () => {
      assert.equal(claims?.[claim], true);
    });
  }
});

function claimsOfMockClock(): Record<string, boolean> | null {
  const { status, output } = run("python3", ["test/testing/peers/mock_clock.py"]);
  if (status !== 0) return null;
  const claims = JSON.parse(output) as Record<string, boolean>;
  return "jumps" in claims ? claims : null;
}

function run(program: string, args: readonly string[]): { status: number | null; output: string } {
  const { NODE_TEST_CONTEXT: _nested, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    env,
    encoding: "utf8",
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  return {
    status,
    output: stripVTControlCharacters(`${stdout ?? ""}${program === "python3" ? "" : stderr}`),
  };
}
