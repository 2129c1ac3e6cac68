/** Larger values are left to the structured clone that sends them. */
const MOST_VALUES = 64;
const MOST_LEVELS = 5;

/** What {@link copyPlain} gives for what is no plain value. */
export const NOT_PLAIN: unique symbol = Symbol("not plain");

let left = 0;
const seen: object[] = [];

/** Whether `value` can neither change nor refer to what can. */
export function isPrimitive(value: unknown): boolean {
  return (
    value === null || (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
  );
}

/**
 * A copy of a small value that is made of plain objects, arrays and primitives, or {@link NOT_PLAIN}. Such a copy can be sent
 * later, together with others, as it was at this moment.
 */
export function copyPlain(value: unknown): unknown {
  if (isPrimitive(value)) return value;
  left = MOST_VALUES;
  seen.length = 0;
  return copy(value, MOST_LEVELS);
}

function copy(value: unknown, levels: number): unknown {
  if (left-- <= 0) return NOT_PLAIN;
  if (isPrimitive(value)) return value;
  // An object that occurs twice must arrive as one.
  if (levels === 0 || typeof value !== "object" || seen.includes(value as object)) return NOT_PLAIN;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) {
    seen.push(value as object);
    return copyObject(value as Record<string, unknown>, levels);
  }
  if (prototype !== Array.prototype) return NOT_PLAIN;
  seen.push(value as object);
  return copyArray(value as unknown[], levels);
}

function copyObject(value: Record<string, unknown>, levels: number): unknown {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = copy(value[key], levels - 1);
    if (part === NOT_PLAIN || key === "__proto__") return NOT_PLAIN;
    result[key] = part;
  }
  return result;
}

function copyArray(value: readonly unknown[], levels: number): unknown {
  // Neither holes nor fields of its own, such as those of a RegExp's match.
  if (value.length > left || Object.keys(value).length !== value.length) return NOT_PLAIN;
  const result: unknown[] = [];
  for (const item of value) {
    const part = copy(item, levels - 1);
    if (part === NOT_PLAIN) return NOT_PLAIN;
    result.push(part);
  }
  return result;
}
