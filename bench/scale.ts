/** Places on a logarithmic axis of ratios on which "as long as tsyncio" (1×) always stands. */
export interface Scale {
  readonly least: number;
  readonly most: number;
}

/** From a tenth, or a power of ten below the least ratio, to the power of ten above the greatest. */
export function scaleOf(ratios: readonly number[]): Scale {
  const exponents = ratios.filter((ratio) => ratio > 0).map((ratio) => Math.log10(ratio));
  return {
    least: 10 ** Math.min(-1, ...exponents.map(Math.floor)),
    most: 10 ** Math.max(1, ...exponents.map(Math.ceil)),
  };
}

/** 0 at the least ratio, 1 at the greatest; what lies outside stands at the end. */
export function placeOf(ratio: number, { least, most }: Scale): number {
  const place = Math.log10(ratio / least) / Math.log10(most / least);
  return Math.min(1, Math.max(0, place));
}

/** The powers of ten on the axis. */
export function ticksOf({ least, most }: Scale): number[] {
  const first = Math.round(Math.log10(least));
  const last = Math.round(Math.log10(most));
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index));
}
