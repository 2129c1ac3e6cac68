/** A value in a few words, for reports. */
export function summarize(value: unknown): string {
  if (typeof value === "string")
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (value instanceof Error) return String(value);
  return typeof value === "object" && value !== null
    ? `[${value.constructor?.name ?? "object"}]`
    : String(value);
}
