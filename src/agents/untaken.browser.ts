/* In place of untaken.ts in a browser: errors that nobody took are printed when what ended with them is collected. */
import type { Untaken } from "./untaken.js";

const collected = new FinalizationRegistry<Untaken>(({ description, error }) => {
  console.error(`${description} ended with an error that nobody awaited:`, error);
});

export function noteUntaken(owner: object, description: string, error: unknown): Untaken {
  const record: Untaken = { description, error };
  // Until it is first read, a stack refers to what was called, and may so keep the owner alive.
  if (error instanceof Error) void error.stack;
  collected.register(owner, record, record);
  return record;
}

export function tellUncaught(description: string, error: unknown): void {
  console.error(`${description} ended with an error that nobody caught:`, error);
}

export function forgetUntaken(record: Untaken): void {
  collected.unregister(record);
}
