/* Errors of agents that nobody joined or awaited. They are printed when this process ends, so that none is lost. */
import { isMainThread } from "node:worker_threads";

const untaken = new Map<object, unknown>();
let isWatching = false;

/** Notes that `agent` ended with an error that nobody has taken so far. */
export function noteUntaken(agent: object, error: unknown): void {
  untaken.set(agent, error);
  if (isWatching) return;
  isWatching = true;
  process.once("exit", () => {
    for (const [failed, reason] of untaken) {
      console.error(`${failed} ended with an error that nobody joined or awaited:`, reason);
    }
    if (untaken.size > 0 && isMainThread) process.exitCode ||= 1;
  });
}

/** Somebody asked for how it ended. */
export function forgetUntaken(agent: object): void {
  untaken.delete(agent);
}
