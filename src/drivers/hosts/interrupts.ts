/*
 * Ctrl-C, as CPython's Runner has it: the first SIGINT asks the main tasks that run to stop, the next one kills. One
 * listener of the process serves all runs. Whoever listens to SIGINT on their own is in charge: then nothing is done here.
 */

/** Asks a main task to stop. Returns whether that was of any use. */
export type Interrupt = () => boolean;

const interrupts = new Set<Interrupt>();

/** Calls `interrupt` at SIGINT in place of the default action, where the host has signals. Returns what ends that. */
export function onInterrupt(interrupt: Interrupt): () => void {
  if (!handlesSignals() || (interrupts.size === 0 && process.listenerCount("SIGINT") > 0)) return nothing;
  if (interrupts.size === 0) process.on("SIGINT", onSignal);
  interrupts.add(interrupt);
  return () => {
    interrupts.delete(interrupt);
    if (interrupts.size === 0) process.off("SIGINT", onSignal);
  };
}

function onSignal(): void {
  if (process.listenerCount("SIGINT") > 1) return;
  let anyStops = false;
  for (const interrupt of [...interrupts]) anyStops = interrupt() || anyStops;
  if (anyStops) return;
  // The default action, which ends the process as the shell expects.
  process.off("SIGINT", onSignal);
  process.kill(process.pid, "SIGINT");
}

/** Signals come to the main thread alone. */
function handlesSignals(): boolean {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return false;
  return process.getBuiltinModule("node:worker_threads").isMainThread;
}

function nothing(): void {}
