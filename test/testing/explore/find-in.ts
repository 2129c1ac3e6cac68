import assert from "node:assert/strict";
import type { Coroutine } from "tsyncio";
import { ExplorationError, explore } from "tsyncio/testing";
import { thrownBy } from "../../support/thrown.js";

/** The error of a program that is found to fail. */
export function findIn(
  program: () => Coroutine<void>,
  options: Parameters<typeof explore>[1],
): ExplorationError {
  const error = thrownBy(() => explore(program, options));
  assert.ok(error instanceof ExplorationError, String(error));
  return error;
}
