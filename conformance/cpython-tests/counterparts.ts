import { coroutines } from "./coroutines.js";
import type { Counterparts } from "./counterpart.js";
import { io } from "./io.js";
import { loop } from "./loop.js";
import { primitives } from "./primitives.js";

/** What stands here for each class of CPython's tests. */
export const counterparts: Counterparts = { ...loop, ...coroutines, ...primitives, ...io };
