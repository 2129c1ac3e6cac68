import { RuntimeError } from "../kernel/errors.js";

/** The error of a thread that must not wait, but was to. */
export function cannotBlock(cause: unknown): RuntimeError {
  return new RuntimeError(
    "Cannot block this thread: the main thread of a page must not wait. Run the loop as its guest, await loop.run(main), " +
      "or block in a worker.",
    "ERR_CANNOT_BLOCK",
    { cause },
  );
}
