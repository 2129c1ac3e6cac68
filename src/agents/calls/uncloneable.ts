import { isMap, isSet } from "../native-types.js";

const MAX_DEPTH = 8;

/** The error of a value that structured cloning refuses: it names the part that is to blame. */
export function uncloneable(what: string, root: string, value: unknown, cause: unknown): TypeError {
  const culprit = findCulprit(value, root, 0, new Set());
  const reason = culprit ?? (cause as Error).message.replace(/\.$/, "");
  return new TypeError(
    `${what}: ${reason}. They are copied (structured clone): functions, symbols and live objects stay in the thread that made them.`,
    { cause },
  );
}

function findCulprit(value: unknown, path: string, depth: number, seen: Set<unknown>): string | undefined {
  if (typeof value === "function") return `${path} is a function`;
  if (typeof value === "symbol") return `${path} is a symbol`;
  if (typeof value !== "object" || value === null || seen.has(value) || depth > MAX_DEPTH) return undefined;
  seen.add(value);
  for (const [part, name] of partsOf(value, path)) {
    const culprit = findCulprit(part, name, depth + 1, seen);
    if (culprit !== undefined) return culprit;
  }
  return isCloneable(value) ? undefined : `${path} is a ${value.constructor?.name || tagOf(value)}`;
}

/** What a value without a class is, as "AsyncGenerator". */
function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

function* partsOf(value: object, path: string): Iterable<[unknown, string]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield [item, `${path}[${index}]`];
  } else if (isMap(value)) {
    for (const [key, item] of value) {
      yield [key, `a key of ${path}`];
      yield [item, `${path}.get(${String(key)})`];
    }
  } else if (isSet(value)) {
    for (const item of value) yield [item, `an element of ${path}`];
  } else {
    for (const key of Object.keys(value)) yield [readField(value, key), `${path}.${key}`];
  }
}

function readField(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}
