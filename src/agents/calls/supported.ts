/* All that calls may need is there before the first one comes. */
import { supportCalls } from "./full-support.js";

supportCalls();
