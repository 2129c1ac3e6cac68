import type { Lane } from "./lane.js";

/** Chooses what runs next, for one run. */
export interface Strategy {
  /** The index of one of `candidates`, of which there are at least two; 0 is next in asyncio's order. */
  choose(candidates: readonly Lane[]): number;
  /** What switch the last choice was, for a trace. */
  readonly made?: "once" | "for good" | null;
}

/** asyncio's own order. */
export const FIRST_COME: Strategy = { choose: () => 0 };
