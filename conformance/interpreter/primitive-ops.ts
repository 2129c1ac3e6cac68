import { describeValue } from "./machine.js";
import { ok, type PlainHandlers } from "./plain-handlers.js";
import { itemOf } from "./primitives.js";

type Names =
  | "release"
  | "locked"
  | "setEvent"
  | "clearEvent"
  | "isSet"
  | "notify"
  | "barrierState"
  | "putNowait"
  | "getNowait"
  | "taskDone"
  | "shutdownQueue"
  | "queueState";

/** Operations on locks, events, queues, ... that never wait. */
export const primitiveHandlers: PlainHandlers<Names> = {
  release: (m, op) => ok(m.primitives.acquirable(op.of).release()),
  locked: (m, op) => String(m.primitives.acquirable(op.of).locked()),
  setEvent: (m, op) => ok(m.primitives.event(op.event).set()),
  clearEvent: (m, op) => ok(m.primitives.event(op.event).clear()),
  isSet: (m, op) => String(m.primitives.event(op.event).isSet()),
  notify(m, op) {
    const condition = m.primitives.condition(op.condition);
    return ok(op.count === null ? condition.notifyAll() : condition.notify(op.count));
  },
  barrierState(m, op) {
    const barrier = m.primitives.barrier(op.barrier);
    return `waiting=${barrier.waiting} broken=${barrier.broken}`;
  },
  putNowait: (m, op) => ok(m.primitives.queue(op.queue).putNowait(itemOf(op))),
  getNowait: (m, op) => describeValue(m.primitives.queue(op.queue).getNowait()),
  taskDone: (m, op) => ok(m.primitives.queue(op.queue).taskDone()),
  shutdownQueue: (m, op) => ok(m.primitives.queue(op.queue).shutdown({ immediate: op.immediate })),
  queueState(m, op) {
    const queue = m.primitives.queue(op.queue);
    return `size=${queue.size} empty=${queue.empty()} full=${queue.full()}`;
  },
};
