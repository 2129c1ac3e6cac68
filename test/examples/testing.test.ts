import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../examples/testing.js";
import { silent } from "./silent.js";

test("examples/testing: the tests pass, each on a clock of its own", async () => {
  const { outcomes } = await main(silent);
  assert.deepEqual(
    outcomes.map(({ passed, virtualTime }) => ({ passed, virtualTime })),
    [
      { passed: true, virtualTime: 3_600_000 },
      { passed: true, virtualTime: 127_000 },
      { passed: true, virtualTime: 3_600_000 },
      { passed: true, virtualTime: 0 },
    ],
  );
});
