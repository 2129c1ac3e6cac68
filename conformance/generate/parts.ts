import fc, { type Arbitrary } from "fast-check";
import type { Acquirable, Op, Target } from "../ir.js";
import { node, pairSlot } from "./nodes.js";

export const acquirable: Arbitrary<Acquirable> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ lock: pairSlot }) },
  { weight: 4, arbitrary: fc.record({ semaphore: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ bounded: fc.nat(2) }) },
  { weight: 6, arbitrary: fc.record({ condition: pairSlot }) },
);

/** Up to four of them, now and then one several times. */
export function lists(target: Arbitrary<Target>): Arbitrary<Target[]> {
  return fc.array(target, { maxLength: 4, size: "max" });
}

/** A wait that survives its error, so that the coroutine goes on to its later operations. */
export function survived<T extends Op>(wait: Arbitrary<T>): Arbitrary<Op> {
  return node("try", {
    body: wait.map((op) => [op]),
    except: fc.record({
      catches: fc.constantFrom("all", "error", "cancel"),
      body: fc.constant([]),
      reraise: fc.constant(false),
    }),
    finally: fc.constant(undefined),
  });
}
