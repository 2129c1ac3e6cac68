/* A thread of a thread. */
import { serveTargets } from "tsyncio/browser";

function shout(text: string): string {
  return text.toUpperCase();
}

export const targets = serveTargets({ shout });
