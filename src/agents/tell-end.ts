/*
 * In a thread: what its parent learns of its end though it blocks, and so hears nothing from the host. In a process: what
 * nobody has caught there. One that is terminated, or runs out of memory, can't say anything.
 */
import { encodeThrown, type Thrown } from "./error-transfer.js";

/** Calls `tell` when this thread or process is about to end, with its exit code and what nobody has caught. */
export function tellEnd(tell: (exitCode: number, thrown: Thrown | undefined) => void): void {
  let uncaught: { readonly error: unknown } | null = null;
  process.on("uncaughtExceptionMonitor", (error) => {
    uncaught = { error };
    // If it goes on, somebody has caught it after all.
    setImmediate(() => {
      uncaught = null;
    }).unref();
  });
  process.on("exit", (exitCode) => {
    const encode = (isPlain: boolean) =>
      uncaught === null ? undefined : encodeThrown(uncaught.error, isPlain);
    try {
      tell(exitCode, encode(false));
    } catch {
      tell(exitCode, encode(true));
    }
  });
}
