import type { Rules } from "./builders.js";
import { cancelRules } from "./cancel.js";
import { combinatorRules } from "./combinators.js";
import { contextRules } from "./contexts.js";
import { futureRules } from "./futures.js";
import { loopRules } from "./loop.js";
import { primitiveRules } from "./primitives.js";
import { queueRules } from "./queues.js";
import { scopeRules } from "./scopes.js";
import { taskRules } from "./tasks.js";

/** The hand-written programs by topic; each is named after the rule it exercises. */
export const allRules: Readonly<Record<string, Rules>> = {
  loop: loopRules,
  futures: futureRules,
  tasks: taskRules,
  cancel: cancelRules,
  contexts: contextRules,
  combinators: combinatorRules,
  scopes: scopeRules,
  primitives: primitiveRules,
  queues: queueRules,
};
