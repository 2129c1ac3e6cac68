import type { Clock } from "../kernel/clock.js";

/** Settings of an isolated test. */
export interface IsolatedOptions {
  /**
   * What time the test's loop has: `"virtual"`, which jumps to the next timer when nothing is ready, is the default;
   * `"real"` is the host's; or a clock of your own.
   */
  readonly clock?: "virtual" | "real" | Clock;
  /** What becomes of a test that passed and left something behind. It fails by default. If ignored, only what is left on its loop is ended. */
  readonly leaks?: "fail" | "ignore";
  /** The loop's debug mode: reports slow callbacks. `false` by default. */
  readonly debug?: boolean;
}

/** @throws TypeError if a setting is none of those that there are. */
export function checkOptions({ clock = "virtual", leaks = "fail" }: IsolatedOptions): void {
  const isClock = typeof clock === "object" && clock !== null && typeof clock.now === "function";
  if (clock !== "virtual" && clock !== "real" && !isClock) {
    throw new TypeError(
      `Cannot isolate a test with the clock ${String(clock)}: "virtual", "real" or a Clock is expected`,
    );
  }
  if (leaks !== "fail" && leaks !== "ignore") {
    throw new TypeError(`Cannot isolate a test with leaks ${String(leaks)}: "fail" or "ignore" is expected`);
  }
}
