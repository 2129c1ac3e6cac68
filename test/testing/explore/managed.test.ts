import assert from "node:assert/strict";
import { test } from "node:test";
import { ExplorationError, explore } from "tsyncio/testing";
import { transformAsync } from "tsyncio/transform";
import { thrownBy } from "../../support/thrown.js";

const PROGRAM = `
  import assert from ${JSON.stringify(import.meta.resolve("node:assert/strict"))};
  import { gather, sleep } from ${JSON.stringify(import.meta.resolve("tsyncio"))};

  export async function program() {
    let balance = 0;
    async function slowDeposit() {
      const before = balance;
      await sleep(0);
      balance = before + 1;
    }
    async function lateDeposit() {
      for (let i = 0; i < 3; i++) await sleep(0);
      balance++;
    }
    await gather([slowDeposit(), lateDeposit()]);
    assert.equal(balance, 2);
  }
`;

test("explore: finds the race of async functions that the loop runs", async () => {
  const runtime = import.meta.resolve("tsyncio/managed");
  const { code } = transformAsync(PROGRAM, { file: "program.js", runtime }) as { code: string };
  const { program } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    program: () => Promise<void>;
  };
  assert.equal(explore(program, { schedule: "" }).runs, 1);
  const error = thrownBy(() => explore(program));
  assert.ok(error instanceof ExplorationError);
  assert.ok(error.cause instanceof assert.AssertionError);
  assert.match(error.schedule, /^\d+:\d\+?$/);
});
