/** Babel's helper of this name. */
export { __asyncDelegator as default } from "../typescript-helpers.js";
