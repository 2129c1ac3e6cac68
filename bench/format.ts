/** Numbers as the table and the chart print them: three digits that mean something. */

export function formatValue(value: number, unit: "ns/op" | "ms"): string {
  return formatNs(unit === "ms" ? value * 1e6 : value);
}

function formatNs(ns: number): string {
  if (ns >= 1e9) {
    return `${digits(ns / 1e9)} s`;
  }
  if (ns >= 1e6) {
    return `${digits(ns / 1e6)} ms`;
  }
  return ns >= 1e3 ? `${digits(ns / 1e3)} µs` : `${digits(ns)} ns`;
}

export function formatRatio(ratio: number): string {
  return `${digits(ratio)}×`;
}

export function formatPercent(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}%`;
}

export function formatBytes(bytes: number): string {
  return Math.abs(bytes) >= 1e6 ? `${digits(bytes / 1e6)} MB` : `${digits(bytes / 1e3)} kB`;
}

function digits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size >= 100) return Math.round(value).toLocaleString("en-US");
  // What is much less than the others is more than nothing.
  return size > 0 && size < 0.01 ? value.toPrecision(1) : rounded.toFixed(size >= 10 ? 1 : 2);
}
