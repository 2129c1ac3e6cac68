import type { NodeNamed, PlainOp } from "../ir.js";
import type { Machine } from "./machine.js";

/** What operations of these names do; the text is what the trace says about it. */
export type PlainHandlers<Names extends PlainOp["op"]> = {
  [Name in Names]: (m: Machine, op: NodeNamed<Name>) => string;
};

export function ok(_done: unknown): string {
  return "ok";
}
