import type { Counterparts } from "./counterpart.js";

const RULES = "conformance/rules/primitives.ts";
const QUEUE = "test/sync/queue.test.ts";
const QUEUE_RULES = "conformance/rules/queues.ts";
const FAIRNESS = "test/sync/fairness.test.ts";
const LOOP_BOUND = "test/sync/loop-bound.test.ts";
const UNFINISHED = "the text of a queue does not say how many of its items are unfinished";
const LIFO = "test/sync/lifo-queue.test.ts";

/** Tests of locks and queues. */
export const primitives: Counterparts = {
  "test_locks.py": [
    {
      classes: ["LockTests"],
      here: ["test/sync/lock.test.ts", "test/sync/hold.test.ts", LOOP_BOUND, RULES],
      lacks: "that an argument `loop` and the plain `with` are refused: neither exists here",
    },
    { classes: ["EventTests"], here: ["test/sync/event.test.ts", RULES] },
    {
      classes: ["ConditionTests"],
      here: ["test/sync/condition.test.ts", "test/sync/hold.test.ts", LOOP_BOUND, RULES],
    },
    {
      classes: ["SemaphoreTests"],
      here: ["test/sync/semaphore.test.ts", "test/sync/hold.test.ts", FAIRNESS, RULES],
    },
    {
      classes: ["BarrierTests"],
      here: ["test/sync/barrier.test.ts", LOOP_BOUND, RULES],
      lacks: "a barrier has no body to hold it for",
    },
  ],
  "test_queues.py": [
    {
      classes: ["QueueBasicTests"],
      here: [QUEUE, "test/sync/items.test.ts"],
      lacks: "generic aliases, which are Python's",
    },
    { classes: ["QueueGetTests"], here: [QUEUE, FAIRNESS, QUEUE_RULES] },
    {
      classes: ["QueuePutTests"],
      here: [QUEUE, FAIRNESS, QUEUE_RULES],
      lacks: "a size that is no whole number is an error here",
    },
    { classes: ["LifoQueueTests"], here: [LIFO, QUEUE] },
    { classes: ["PriorityQueueTests"], here: ["test/sync/priority-queue.test.ts", QUEUE] },
    { classes: ["QueueJoinTests"], here: [QUEUE, QUEUE_RULES], lacks: UNFINISHED },
    { classes: ["LifoQueueJoinTests"], here: [LIFO, QUEUE], lacks: UNFINISHED },
    {
      classes: ["PriorityQueueJoinTests"],
      here: ["test/sync/priority-queue.test.ts", QUEUE, QUEUE_RULES],
      lacks: UNFINISHED,
    },
  ],
};
