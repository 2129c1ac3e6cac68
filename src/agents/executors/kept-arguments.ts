import { copyArguments } from "../calls/plain-arguments.js";
import { uncloneable } from "../calls/uncloneable.js";
import type { PoolCall } from "./pool-call.js";

/**
 * Keeps the arguments of a call that has to wait as they are now.
 * @throws TypeError if one can't be copied
 */
export function keepArguments(call: PoolCall<unknown>, executor: object): void {
  const copies = call.transfer.length === 0 ? copyArguments(call.args) : null;
  if (copies !== null) {
    call.args = copies;
    return;
  }
  try {
    call.args = structuredClone(call.args, { transfer: [...call.transfer] as never });
  } catch (cause) {
    throw uncloneable(`Cannot send the arguments to ${executor}`, "args", call.args, cause);
  }
  call.transfer = [];
}
