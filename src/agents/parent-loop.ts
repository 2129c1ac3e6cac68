import { RuntimeError } from "../kernel/errors.js";
import { type Link, RemoteLoop } from "./remote-loop.js";

let remote: RemoteLoop | null = null;

/** Tells this thread how to reach its parent. Called once, where a thread or process begins. */
export function setParent(link: Link): void {
  remote = new RemoteLoop(link, "the parent");
}

/**
 * In a thread or process started by this package: the loop of who started it, to hand calls to.
 * @throws RuntimeError (`ERR_NO_PARENT`) in the main program.
 *
 * @example
 * assert.throws(() => parentLoop(), { code: "ERR_NO_PARENT" });
 */
export function parentLoop(): RemoteLoop {
  if (remote !== null) return remote;
  throw new RuntimeError(
    "There is no parent loop here: this is the main program, not a Thread or a Process",
    "ERR_NO_PARENT",
  );
}
