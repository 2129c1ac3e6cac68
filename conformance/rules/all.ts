import type { Rules } from "./builders.js";
import { cancelRules } from "./cancel.js";
import { contextRules } from "./contexts.js";
import { futureRules } from "./futures.js";
import { loopRules } from "./loop.js";
import { taskRules } from "./tasks.js";

/** The hand-written programs by topic; each is named after the rule it exercises. */
export const allRules: Readonly<Record<string, Rules>> = {
  loop: loopRules,
  futures: futureRules,
  tasks: taskRules,
  cancel: cancelRules,
  contexts: contextRules,
};
