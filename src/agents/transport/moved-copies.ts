/*
 * Structured cloning copies a buffer twice: into the message, and out of it. A copy that is made here and moved is copied
 * once. Only a message of primitives and a single buffer is treated so, since parts of it could refer to the same memory
 * otherwise.
 */
import type { Batch } from "./channel.js";
import { copyBytes } from "./copied-bytes.js";
import { isPrimitive } from "./plain-copy.js";
import type { Transferable } from "./transferable.js";
import { isWholeBytes } from "./whole-bytes.js";

/** A message, and what of it is to be moved. */
interface MovedCopies {
  readonly batch: Batch;
  readonly transfer: readonly Transferable[];
}

/** The most items that a message or a list in it may have. */
const MOST_ITEMS = 64;

/** The message with a copy of its buffer, if that is one of its fields or in a list among these; or `null`. */
export function withMovedCopies(batch: Batch): MovedCopies | null {
  const transfer: ArrayBuffer[] = [];
  const copied = copyList(batch, transfer, true);
  return copied === null || transfer.length === 0 ? null : { batch: copied, transfer };
}

function copyList(list: readonly unknown[], transfer: ArrayBuffer[], isOuter: boolean): unknown[] | null {
  if (list.length > MOST_ITEMS || Object.keys(list).length !== list.length) return null;
  const copied: unknown[] = [];
  for (const item of list) {
    const copy = copyItem(item, transfer, isOuter);
    if (copy === null && item !== null) return null;
    copied.push(copy);
  }
  return copied;
}

/** `null` for what can't be treated so. */
function copyItem(item: unknown, transfer: ArrayBuffer[], isOuter: boolean): unknown {
  if (isPrimitive(item)) return item;
  if (typeof item !== "object") return null;
  if (isWholeBytes(item as object)) {
    // One that occurs twice must arrive as one.
    if (transfer.length > 0) return null;
    const copy = copyBytes(item as Uint8Array);
    transfer.push(copy.buffer);
    return copy;
  }
  return isOuter && Array.isArray(item) ? copyList(item, transfer, false) : null;
}
