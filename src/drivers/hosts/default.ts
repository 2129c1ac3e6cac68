import type { Host } from "../host.js";
import { browserHost } from "./browser.js";
import { nodeHost } from "./node.js";

/** The host of this environment: Node's, which Deno and Bun have too, else the browser's. */
export const defaultHost: Host =
  typeof process !== "undefined" && typeof process.on === "function" && typeof setImmediate === "function"
    ? nodeHost
    : browserHost;
