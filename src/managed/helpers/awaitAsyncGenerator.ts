import { MarkedAwait } from "../marked-awaits.js";

/** Babel's helper of this name. */
export default function awaitAsyncGenerator(value: unknown): MarkedAwait {
  return new MarkedAwait(value);
}
