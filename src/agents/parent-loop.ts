import { RuntimeError } from "../kernel/errors.js";
import { parentLink } from "./parent-link.js";
import { RemoteLoop } from "./remote-loop.js";

let remote: RemoteLoop | null = null;

/**
 * In a thread or process started by this package: the loop of who started it, to hand calls to.
 * @throws RuntimeError (`ERR_NO_PARENT`) in the main program.
 *
 * @example
 * assert.throws(() => parentLoop(), { code: "ERR_NO_PARENT" });
 */
export function parentLoop(): RemoteLoop {
  if (parentLink !== null) {
    remote ??= new RemoteLoop(parentLink, "the parent");
    return remote;
  }
  throw new RuntimeError(
    "There is no parent loop here: this is the main program, not a Thread or a Process",
    "ERR_NO_PARENT",
  );
}
