/*
 * How what threads share gets into messages: in place of each object stands its handle, and on the other side that side's
 * own object. Lists and plain objects are looked through; all else is left as it is.
 */
import { replaceParts } from "../replace-parts.js";
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
export function toSendable(value: unknown): unknown {
  return kinds === null ? value : replaceParts(value, DEPTH, toHandle);
}

/** `value` with this thread's own objects in place of the handles in it. */
export function fromSendable(value: unknown): unknown {
  return kinds === null ? value : replaceParts(value, DEPTH, toObject);
}

function toHandle(value: unknown): unknown {
  return kinds?.isShared(value) === true ? value.memory.handle() : value;
}

function toObject(value: unknown): unknown {
  return isHandle(value) ? kinds?.classes[value.tsyncioShared].from(value) : value;
}

function isHandle(value: unknown): value is SharedHandle {
  const kind = (value as Partial<SharedHandle> | null | undefined)?.tsyncioShared;
  return typeof kind === "string" && kinds !== null && Object.hasOwn(kinds.classes, kind);
}
