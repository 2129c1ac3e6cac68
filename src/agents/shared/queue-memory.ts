import { checkOptions } from "../../kernel/check-options.js";
import { ItemStore } from "./item-store.js";
import { Rows } from "./rows.js";
import { SharedMemory } from "./shared-memory.js";

/** Settings of a SharedQueue. */
export interface SharedQueueOptions {
  /** How many bytes its items may take together, 1 MiB by default. Each takes 8 bytes more than it has. */
  readonly maxBytes?: number;
  /** How many items it holds at most; as many as there is room for by default, or for 0. Python: `maxsize`. */
  readonly maxSize?: number;
}

/** Where the three lines of a queue stand in its memory, one behind the other, and then its items. */
export const LINES = SharedMemory.first;
export const ITEMS: number = LINES + 3 * Rows.words;

/** @internal The memory of a new queue. @throws RangeError for settings out of their range */
export function newQueueMemory(options: SharedQueueOptions): SharedMemory {
  checkOptions(options, "a SharedQueue", "{ maxSize: 5 }");
  const { maxBytes = 2 ** 20, maxSize = 0 } = options;
  check(maxBytes, 64, "bytes");
  check(maxSize, 0, "items");
  const memory = SharedMemory.make("SharedQueue", 3 * Rows.words + ItemStore.words(maxBytes));
  ItemStore.prepare(memory, ITEMS, maxBytes, maxSize);
  return memory;
}

function check(value: number, least: number, unit: string): void {
  if (Number.isInteger(value) && value >= least && value <= 2 ** 30) return;
  throw new RangeError(
    `Cannot make a SharedQueue of ${String(value)} ${unit}: a whole number from ${least} to 2 ** 30 is expected`,
  );
}
