import { type Body, startWith } from "../runtime.js";

/** Babel's helper of this name, with awaits that belong to the loop. */
export default function asyncToGenerator(body: Body): (...args: unknown[]) => unknown {
  return function (this: unknown, ...args: unknown[]) {
    return startWith(body, this, args);
  };
}
