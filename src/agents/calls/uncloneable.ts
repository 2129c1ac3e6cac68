import { isMap, isProxy, isSet } from "../native-types.js";

const MAX_DEPTH = 100;

/** What throws for a value that can't be copied. */
export type Copier = (value: unknown) => unknown;

/**
 * The error of a value that can't be copied: it names the part that is to blame.
 * @param copy copies as whoever refused the value does
 */
export function uncloneable(
  what: string,
  root: string,
  value: unknown,
  cause: unknown,
  copy: Copier = structuredClone,
): TypeError {
  const reason = findCulprit(value, root, copy) ?? messageOf(cause).replace(/\.$/, "");
  return new TypeError(
    `${what}: ${reason}. They are copied (structured clone): functions, symbols and live objects stay in the thread that made them.`,
    { cause },
  );
}

function findCulprit(value: unknown, root: string, copy: Copier): string | undefined {
  try {
    return new Search(copy).findIn(value, root, 0);
  } catch {
    // It can't even be looked at, such as a proxy that throws.
    return undefined;
  }
}

class Search {
  private readonly copy: Copier;
  private readonly seen = new Set<unknown>();

  constructor(copy: Copier) {
    this.copy = copy;
  }

  findIn(value: unknown, path: string, depth: number): string | undefined {
    if (typeof value === "function") return `${path} is a function`;
    if (typeof value === "symbol") return `${path} is a symbol`;
    if (typeof value !== "object" || value === null || this.seen.has(value) || depth > MAX_DEPTH)
      return undefined;
    this.seen.add(value);
    if (isProxy(value)) return this.isCopied(value) ? undefined : `${path} is a Proxy`;
    for (const { name, read } of partsOf(value, path)) {
      let part: unknown;
      try {
        part = read();
      } catch (error) {
        return `${name} can't be read (${messageOf(error)})`;
      }
      const culprit = this.findIn(part, name, depth + 1);
      if (culprit !== undefined) return culprit;
    }
    // Nothing is wrong with these but what they hold, further down than was looked.
    if (isPlain(value) || this.isCopied(value)) return undefined;
    return `${path} is a ${classOf(value)}${isMoved(value) ? " whose memory was moved" : ""}`;
  }

  private isCopied(value: object): boolean {
    try {
      this.copy(value);
      return true;
    } catch {
      return false;
    }
  }
}

/** A part of a value. */
interface Part {
  readonly name: string;
  read(): unknown;
}

function* partsOf(value: object, path: string): Iterable<Part> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield { name: `${path}[${index}]`, read: () => value[index] };
  } else if (isMap(value)) {
    for (const [key, item] of value) {
      yield { name: `a key of ${path}`, read: () => key };
      yield { name: `${path}.get(${keyText(key)})`, read: () => item };
    }
  } else if (isSet(value)) {
    for (const item of value) yield { name: `an element of ${path}`, read: () => item };
  } else if (ArrayBuffer.isView(value)) {
    yield { name: `${path}.buffer`, read: () => value.buffer };
  } else {
    const record = value as Record<string, unknown>;
    for (const key of Object.keys(value)) yield { name: `${path}.${key}`, read: () => record[key] };
  }
}

function keyText(key: unknown): string {
  return typeof key === "object" || typeof key === "function" ? "…" : String(key);
}

function isPlain(value: object): boolean {
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
}

function isMoved(value: object): boolean {
  return value instanceof ArrayBuffer && value.byteLength === 0;
}

/** The name of its class, or what it is without one, as "AsyncGenerator". */
function classOf(value: object): string {
  return value.constructor?.name || Object.prototype.toString.call(value).slice("[object ".length, -1);
}

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "for a reason that has no text";
  }
}
