/* In place of native-types.ts in a browser. */
export function isNativeError(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Error]";
}

export function isMap(value: unknown): value is Map<unknown, unknown> {
  return value instanceof Map;
}

/** Nothing tells. */
export function isProxy(_value: unknown): boolean {
  return false;
}

export function isSet(value: unknown): value is Set<unknown> {
  return value instanceof Set;
}
