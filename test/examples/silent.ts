import type { Say } from "../../examples/report.js";

/** Says nothing: the tests look at what an example returns. */
export const silent: Say = () => {};
