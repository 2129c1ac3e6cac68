import fc from "fast-check";
import type { Op, PlainOp } from "../ir.js";
import {
  anyTarget,
  awaitTarget,
  maybe,
  node,
  pairSlot,
  slot,
  taskSlot,
  time,
  value,
  weighted,
} from "./nodes.js";
import type { Extras } from "./ops.js";
import { acquirable, lists, survived } from "./parts.js";

/** Nothing but tasks, futures, handles, contexts. */
export const kernel: Extras = { plain: () => [], waiting: () => [], meddling: [] };

const limit = fc.oneof({ weight: 9, arbitrary: time }, { weight: 1, arbitrary: fc.constant(null) });
const returnWhen = fc.constantFrom("ALL_COMPLETED", "FIRST_COMPLETED", "FIRST_EXCEPTION");

/** Waiting for several, with limits, in groups. */
export const combinators: Extras = {
  plain(grammar, depth) {
    const none = fc.constant(undefined);
    const inner = depth === 0 ? none : maybe(grammar.body(depth - 1));
    const ops = [
      weighted(
        8,
        node("gather", {
          future: slot,
          targets: lists(anyTarget),
          returnExceptions: fc.boolean(),
          body: inner,
        }),
      ),
      weighted(4, node("shield", { future: slot, target: awaitTarget, body: inner })),
      weighted(3, node("reschedule", { timeout: pairSlot, when: fc.oneof(fc.nat(5), fc.constant(null)) })),
      weighted(2, node("timeoutState", { timeout: pairSlot })),
    ];
    const held = () => [
      weighted(
        10,
        node("createGroupTask", { group: pairSlot, task: taskSlot, body: grammar.body(depth - 1) }),
      ),
    ];
    return [...ops, ...(depth === 0 ? [] : held())];
  },
  waiting(grammar, depth) {
    const wait = node("wait", { targets: lists(awaitTarget), returnWhen, timeout: maybe(time) });
    const completed = node("asCompleted", { targets: lists(awaitTarget), timeout: maybe(time) });
    const inner = depth === 0 ? fc.constant(undefined) : maybe(grammar.body(depth - 1));
    const race = node("staggeredRace", {
      targets: lists(awaitTarget),
      delay: fc.oneof({ weight: 6, arbitrary: time }, { weight: 2, arbitrary: fc.constant(null) }),
      body: depth === 0 ? fc.constant(undefined) : maybe(grammar.body(depth - 1)),
    });
    const waitFor = node("waitFor", { target: awaitTarget, ms: limit, body: inner });
    const ops = [
      weighted(4, wait),
      weighted(3, completed),
      weighted(4, waitFor),
      weighted(2, race),
      weighted(3, survived(race)),
      weighted(3, survived(wait)),
      weighted(3, survived(completed)),
      weighted(4, survived(waitFor)),
    ];
    if (depth === 0) return ops;
    const body = grammar.body(depth - 1);
    const limited = node("timeout", { timeout: pairSlot, ms: limit, body });
    const group = node("taskGroup", { group: pairSlot, body });
    return [
      ...ops,
      weighted(8, limited),
      weighted(8, survived(limited)),
      weighted(8, group),
      weighted(10, survived(group)),
    ];
  },
  meddling: [weighted(1, node("reschedule", { timeout: pairSlot, when: fc.nat(5) }))],
};

const queue = fc.nat(4);
const event = pairSlot;
const condition = pairSlot;
const barrier = fc.nat(2);

/** Locks, events, queues. */
export const primitives: Extras = {
  plain: () => [...waking(), ...asking()],
  waiting(grammar, depth) {
    const simple = [
      weighted(8, node("acquire", { of: acquirable })),
      weighted(5, node("waitForEvent", { event })),
      weighted(5, node("waitForCondition", { condition, event: maybe(event) })),
      weighted(6, node("waitAtBarrier", { barrier })),
      weighted(1, node("resetBarrier", { barrier })),
      weighted(1, node("abortBarrier", { barrier })),
      weighted(6, node("put", { queue, value })),
      weighted(8, node("get", { queue })),
      weighted(2, node("join", { queue })),
    ];
    const guarded = simple.map(({ weight, arbitrary }) => weighted(weight, survived<Op>(arbitrary)));
    if (depth === 0) return [...simple, ...guarded];
    const hold = node("hold", { of: acquirable, body: grammar.body(depth - 1) });
    return [...simple, ...guarded, weighted(12, hold), weighted(12, survived(hold))];
  },
  meddling: waking(),
};

function waking() {
  return [
    weighted(3, node("release", { of: acquirable })),
    weighted(2, node("setEvent", { event })),
    weighted(1, node("clearEvent", { event })),
    weighted(2, node("notify", { condition, count: fc.oneof(fc.nat(2), fc.constant(null)) })),
    weighted(2, node("putNowait", { queue, value })),
    weighted(2, node("getNowait", { queue })),
    weighted(1, node("taskDone", { queue })),
    weighted<PlainOp>(1, node("shutdownQueue", { queue, immediate: fc.boolean() })),
  ];
}

function asking() {
  return [
    weighted(1, node("locked", { of: acquirable })),
    weighted(1, node("isSet", { event })),
    weighted(1, node("barrierState", { barrier })),
    weighted<PlainOp>(1, node("queueState", { queue })),
  ];
}
