/** Babel's helper of this name. */
export { usingBlock as default } from "../using-block.js";
