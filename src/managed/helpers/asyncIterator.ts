/** Babel's helper of this name, with awaits that belong to the loop. */
export { asyncIterator as default } from "../async-iterator.js";
