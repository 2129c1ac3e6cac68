import { writeSync } from "node:fs";

/** How long to wait for a pipe that is full, in milliseconds. */
const RETRY = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of `bytes` at once, however full the pipe is. Returns why not, if it can't, as when nobody reads it any more. */
export function writeAll(descriptor: number, bytes: Uint8Array): Error | null {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return error as Error;
      Atomics.wait(pause, 0, 0, RETRY);
    }
  }
  return null;
}
