import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  LifoQueue,
  Lock,
  PriorityQueue,
  Queue,
  Semaphore,
} from "tsyncio";
import type { Acquirable, Value } from "../ir.js";

const LIFO = 3;
const PRIORITY = 4;

/** Locks, events, queues, ... by kind and slot. One comes into being when it is first named. */
export class Primitives {
  readonly lock = bySlot(() => new Lock());
  readonly semaphore = bySlot((slot) => new Semaphore(slot));
  readonly bounded = bySlot((slot) => new BoundedSemaphore(slot));
  readonly condition = bySlot((slot) => (slot > 0 ? new Condition(this.lock(slot)) : new Condition()));
  readonly event = bySlot(() => new Event());
  readonly barrier = bySlot((slot) => new Barrier(slot + 1));
  readonly queue = bySlot((slot): Queue<Value> => {
    if (slot === PRIORITY) return new PriorityQueue<Value>({ maxSize: 2 });
    return slot === LIFO ? new LifoQueue<Value>({ maxSize: 2 }) : new Queue<Value>({ maxSize: slot });
  });

  acquirable(ref: Acquirable): Lock | Semaphore | Condition {
    if ("lock" in ref) return this.lock(ref.lock);
    if ("semaphore" in ref) return this.semaphore(ref.semaphore);
    return "bounded" in ref ? this.bounded(ref.bounded) : this.condition(ref.condition);
  }
}

/** What is put: Python compares no number with None. */
export function itemOf(op: { readonly queue: number; readonly value: Value }): Value {
  return op.queue === PRIORITY ? (op.value ?? -1) : op.value;
}

function bySlot<T>(make: (slot: number) => T): (slot: number) => T {
  const made = new Map<number, T>();
  return (slot) => {
    const known = made.get(slot);
    if (known !== undefined) return known;
    const primitive = make(slot);
    made.set(slot, primitive);
    return primitive;
  };
}
