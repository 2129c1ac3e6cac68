import type { AnyGenerator } from "./frame.js";

/** In place of a body that has ended, or of one that never was. */
export const NOTHING: AnyGenerator = (function* () {})();
