import { uncloneable } from "../calls/uncloneable.js";
import { copyPlain, isPrimitive, NOT_PLAIN } from "../transport/plain-copy.js";
import type { PoolCall } from "./pool-call.js";

/**
 * Keeps the arguments of a call that has to wait as they are now.
 * @throws TypeError if one can't be copied
 */
export function keepArguments(call: PoolCall<unknown>, executor: object): void {
  if (call.args.every(isPrimitive)) return;
  const copies = call.extras.transfer.length === 0 ? copyPlain(call.args) : NOT_PLAIN;
  if (copies !== NOT_PLAIN) {
    call.args = copies as unknown[];
    return;
  }
  try {
    call.args = structuredClone(call.args, { transfer: [...call.extras.transfer] as never });
  } catch (cause) {
    throw uncloneable(`Cannot send the arguments to ${executor}`, "args", call.args, cause);
  }
  if (call.extras.transfer.length > 0) call.ownExtras().transfer = [];
}
