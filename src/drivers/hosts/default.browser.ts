/* In place of default.ts in a browser. */
import type { Host } from "../host.js";
import { browserHost } from "./browser.js";

export const defaultHost: Host = browserHost;
