/*
 * Errors of agents and calls that nobody took. They are printed when what ended with them is collected, or else when this
 * process ends, so that none is lost. Those that nobody can take are printed at once.
 */
import { isMainThread } from "node:worker_threads";

/** An error that nobody has taken so far. It must not keep alive what ended with it. */
export interface Untaken {
  readonly description: string;
  readonly error: unknown;
}

const pending = new Set<Untaken>();
const collected = new FinalizationRegistry<Untaken>((record) => {
  if (pending.delete(record)) print(record);
});
let isWatching = false;
let anyPrinted = false;

/** Notes that `owner` ended with an error that nobody has taken so far. */
export function noteUntaken(owner: object, description: string, error: unknown): Untaken {
  const record: Untaken = { description, error };
  pending.add(record);
  // Until it is first read, a stack refers to what was called, and may so keep the owner alive.
  if (error instanceof Error) void error.stack;
  collected.register(owner, record, record);
  watchExit();
  return record;
}

/** Something ended with an error after all that somebody could wait for. */
export function tellUncaught(description: string, error: unknown): void {
  watchExit();
  anyPrinted = true;
  console.error(`${description} ended with an error that nobody caught:`, error);
}

function watchExit(): void {
  if (isWatching) return;
  isWatching = true;
  process.once("exit", printAll);
}

/** Somebody asked for how it ended. */
export function forgetUntaken(record: Untaken): void {
  if (pending.delete(record)) collected.unregister(record);
}

function printAll(): void {
  for (const record of pending) print(record);
  if (anyPrinted && isMainThread) process.exitCode ||= 1;
}

function print({ description, error }: Untaken): void {
  anyPrinted = true;
  console.error(`${description} ended with an error that nobody joined or awaited:`, error);
}
