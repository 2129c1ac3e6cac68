import fc, { type Arbitrary } from "fast-check";
import type { AnyNode, ErrorKind, NodeNamed, Target, Value } from "../ir.js";

type Fields<Name extends AnyNode["op"]> = {
  [Field in Exclude<keyof NodeNamed<Name>, "op" | "id">]-?: Arbitrary<NodeNamed<Name>[Field]>;
};

/** A node of the tree, from an arbitrary for each of its fields. */
export function node<Name extends AnyNode["op"]>(op: Name, fields: Fields<Name>): Arbitrary<NodeNamed<Name>> {
  return fc.record({ op: fc.constant(op), ...fields } as never) as Arbitrary<NodeNamed<Name>>;
}

export interface Weighted<T> {
  readonly weight: number;
  readonly arbitrary: Arbitrary<T>;
}

export function weighted<T>(weight: number, arbitrary: Arbitrary<T>): Weighted<T> {
  return { weight, arbitrary };
}

/** Shrinks across alternatives towards the first, so that one should say the least. */
export function choice<T>(alternatives: readonly Weighted<T>[]): Arbitrary<T> {
  return fc.oneof({ withCrossShrink: true }, ...alternatives);
}

/** Few slots and few times, so that tasks meet: at the same future, in the same tick. */
export const slot: Arbitrary<number> = fc.nat(3);
export const pairSlot: Arbitrary<number> = fc.nat(1);
export const taskSlot: Arbitrary<number> = fc.nat(5);
export const time: Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4, max: 5 }) },
);
export const sleepTime: Arbitrary<number> = fc.oneof(
  { weight: 12, arbitrary: time },
  { weight: 1, arbitrary: fc.constant(-1) },
);
export const value: Arbitrary<Value> = fc.oneof(fc.nat(9), fc.constant(null));
export const message: Arbitrary<string> = fc.constantFrom("a", "b", "c");
export const maybeMessage: Arbitrary<string | undefined> = maybe(message);
export const errorKind: Arbitrary<ErrorKind> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ErrorKind>("AppError") },
  { weight: 2, arbitrary: fc.constant<ErrorKind>("OtherError") },
  { weight: 2, arbitrary: fc.constant<ErrorKind>("CancelledError") },
  { weight: 1, arbitrary: fc.constant<ErrorKind>("RuntimeError") },
);

const self: Arbitrary<Target> = fc.constant({ self: true });
const future: Arbitrary<Target> = fc.record({ future: slot });
const task: Arbitrary<Target> = fc.record({ task: taskSlot });

export const anyTarget: Arbitrary<Target> = targets(8, 12, 2);
export const awaitTarget: Arbitrary<Target> = targets(14, 18, 1);
export const cancelTarget: Arbitrary<Target> = targets(3, 18, 3);
export const taskTarget: Arbitrary<Target> = targets(0, 3, 4);
/** Fewer futures, so that a callback is found where it was added. */
export const callbackTarget: Arbitrary<Target> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ future: pairSlot }) },
  { weight: 1, arbitrary: task },
  { weight: 1, arbitrary: self },
);
export const futureTarget: Arbitrary<Target> = targets(20, 1, 0);

export function maybe<T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

function targets(futures: number, tasks: number, selves: number): Arbitrary<Target> {
  return fc.oneof(
    { weight: futures, arbitrary: future },
    { weight: tasks, arbitrary: task },
    { weight: selves, arbitrary: self },
  );
}
