/* In place of interrupts.ts in a browser, where there is no Ctrl-C. */
import type { Interrupt } from "./interrupts.js";

export function onInterrupt(_interrupt: Interrupt): () => void {
  return nothing;
}

function nothing(): void {}
