/*
 * How what threads share gets into messages: in place of each object stands its handle, and on the other side that side's
 * own object. Lists and plain objects are looked through; all else is left as it is.
 */
import type { Shared } from "./shared.js";
import type { SharedHandle, SharedKind } from "./shared-handle.js";

/** What there is that threads share. */
export interface Kinds {
  /** Whether `value` is one of them. */
  isShared(value: unknown): value is Shared;
  /** This thread's object for each handle. */
  readonly classes: Readonly<Record<SharedKind, { from(handle: SharedHandle): Shared }>>;
}

/** `null` in a browser, where threads share nothing, and until a thread needs it. */
let kinds: Kinds | null = null;

/** Values are looked through for these from now on. */
export function lookFor(known: Kinds): void {
  kinds = known;
}

/** How deep a value is looked through. */
const DEPTH = 4;

/** `value` with handles in place of what threads share; the same object if it holds nothing of that. */
export function toSendable(value: unknown, depth = DEPTH): unknown {
  if (kinds === null) return value;
  return kinds.isShared(value) ? value.memory.handle() : replaceIn(value, toSendable, depth);
}

/** `value` with this thread's own objects in place of the handles in it. */
export function fromSendable(value: unknown, depth = DEPTH): unknown {
  if (kinds === null) return value;
  const make = isHandle(value) ? kinds.classes[value.tsyncioShared] : undefined;
  return make === undefined ? replaceIn(value, fromSendable, depth) : make.from(value as SharedHandle);
}

function replaceIn(
  value: unknown,
  replace: (value: unknown, depth: number) => unknown,
  depth: number,
): unknown {
  if (typeof value !== "object" || value === null || depth === 0) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const replaced = replace(value[i], depth - 1);
      if (replaced === value[i]) continue;
      copy ??= value.slice();
      copy[i] = replaced;
    }
    return copy ?? value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = value as Record<string, unknown>;
  let copy: Record<string, unknown> | null = null;
  for (const key in record) {
    const replaced = replace(record[key], depth - 1);
    if (replaced === record[key]) continue;
    copy ??= { ...record };
    copy[key] = replaced;
  }
  return copy ?? value;
}

function isHandle(value: unknown): value is SharedHandle {
  const kind = (value as Partial<SharedHandle> | null | undefined)?.tsyncioShared;
  return typeof kind === "string" && kinds !== null && Object.hasOwn(kinds.classes, kind);
}
