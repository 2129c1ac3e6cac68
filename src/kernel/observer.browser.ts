/* In a browser nobody observes loops: tests and inspectors that do run in Node. */
import type { Observer } from "./observer.js";

export type { Observer };

export const observedLoops = 0;

export function countObserved(_change: 1 | -1): void {}
