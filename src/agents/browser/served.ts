import type { TargetFunction } from "../../loop/executor.js";

/** The functions of this thread that others may call, by name. */
export const served = new Map<string, TargetFunction>();
