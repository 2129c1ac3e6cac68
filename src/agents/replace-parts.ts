/**
 * `value` with what `replace` gives in place of it or of what is in it, in so many levels of lists and plain objects. What
 * `replace` gives back as it is, is looked through; where nothing is replaced, the same objects are.
 */
export function replaceParts(value: unknown, levels: number, replace: (part: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== value || levels === 0 || typeof value !== "object" || value === null) return replaced;
  if (Array.isArray(value)) {
    let copy: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const part = replaceParts(value[i], levels - 1, replace);
      if (part === value[i]) continue;
      copy ??= value.slice();
      copy[i] = part;
    }
    return copy ?? value;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = value as Record<string, unknown>;
  let copy: Record<string, unknown> | null = null;
  for (const key of Object.keys(record)) {
    const part = replaceParts(record[key], levels - 1, replace);
    if (part === record[key]) continue;
    copy ??= { ...record };
    copy[key] = part;
  }
  return copy ?? value;
}
