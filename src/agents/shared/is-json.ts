/** Larger values are left to the serializer. */
const MOST_VALUES = 64;
const MOST_LEVELS = 4;

let left = 0;
const seen: object[] = [];

/** Whether a small value comes out of JSON as structured cloning would have it. */
export function isJson(value: unknown): boolean {
  left = MOST_VALUES;
  seen.length = 0;
  return isPart(value, MOST_LEVELS);
}

function isPart(value: unknown, levels: number): boolean {
  if (left-- <= 0) return false;
  if (typeof value === "string" || typeof value === "boolean" || value === null) return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  // An object that occurs twice must arrive as one.
  if (typeof value !== "object" || levels === 0 || seen.includes(value)) return false;
  seen.push(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return isList(value as unknown[], levels);
  if (prototype !== Object.prototype) return false;
  for (const key of Object.keys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key) as PropertyDescriptor;
    if (key === "__proto__" || key === "toJSON" || !isPart(descriptor.value, levels - 1)) return false;
  }
  return true;
}

/** Neither holes nor fields of its own. */
function isList(list: readonly unknown[], levels: number): boolean {
  if (list.length > left || Object.keys(list).length !== list.length) return false;
  for (const item of list) if (!isPart(item, levels - 1)) return false;
  return true;
}
