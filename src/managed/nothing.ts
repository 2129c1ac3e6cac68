import type { AnyGenerator } from "../coroutines/frame.js";

/** In place of the body of a call that has none to run. */
export const NOTHING: AnyGenerator = (function* () {})();
