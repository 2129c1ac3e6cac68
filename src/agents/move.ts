import type { Transferable } from "node:worker_threads";

/** A value whose memory moves to another thread. Made by {@link move}. */
class Moved {
  readonly value: unknown;
  readonly transfer: readonly Transferable[];

  constructor(value: unknown, transfer: readonly Transferable[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/**
 * Marks an argument or a result to be moved rather than copied: its memory is not here any more afterwards. To a process all
 * is copied.
 * @param value a buffer, a typed array, a `MessagePort`, or anything that holds such
 * @param transfer what of it to move, if that is not `value` itself
 * @throws TypeError if it can't be told what to move
 *
 * @example
 * const bytes = move(new Uint8Array(1_000_000)); // to be given to submit(target, bytes)
 * assert.ok(bytes);
 */
export function move<T>(value: T, transfer?: readonly Transferable[]): T {
  return new Moved(value, transfer ?? [transferableOf(value)]) as unknown as T;
}

function transferableOf(value: unknown): Transferable {
  if (ArrayBuffer.isView(value)) return value.buffer as ArrayBuffer;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) === Object.prototype)
    throw new TypeError(
      `Cannot move a ${typeof value}: say what of it to move, as in move(value, [value.buffer])`,
    );
  return value as Transferable;
}

const NOTHING: readonly never[] = [];

/** Whether some are marked. */
export function anyMoved(values: readonly unknown[]): boolean {
  for (let i = 0; i < values.length; i++) if (isMoved(values[i])) return true;
  return false;
}

/** Takes the marks off values. */
export function takeMoved(values: readonly unknown[]): {
  values: readonly unknown[];
  transfer: readonly Transferable[];
} {
  if (!anyMoved(values)) return { values, transfer: NOTHING };
  const transfer: Transferable[] = [];
  const plain = values.map((value) => {
    if (!isMoved(value)) return value;
    transfer.push(...value.transfer);
    return value.value;
  });
  return { values: plain, transfer };
}

/** Whether it is marked. */
export function isMoved(value: unknown): value is Moved {
  return value instanceof Moved;
}
