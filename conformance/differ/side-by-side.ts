import { normalise } from "./normalise.js";

const CONTEXT = 25;

/** Two traces next to each other, with the first differing line marked, and no more than a screen around it. */
export function sideBySide(
  titles: readonly [string, string],
  left: readonly string[],
  right: readonly string[],
  difference: number,
): string {
  const first = Math.max(0, difference - CONTEXT);
  const last = Math.min(Math.max(left.length, right.length), difference + CONTEXT);
  const rows: (readonly [string, string])[] = [titles];
  for (let i = first; i < last; i++)
    rows.push([left[i] ?? "", right[i] === undefined ? "" : normalise(right[i]!)]);
  const width = Math.max(...rows.map(([text]) => text.length));
  return rows
    .map(([a, b], row) => `${row - 1 + first === difference ? ">" : " "} ${a.padEnd(width)} | ${b}`.trimEnd())
    .join("\n");
}
