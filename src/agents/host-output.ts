/*
 * What a thread prints goes through its own streams only until it has begun, and where nothing else can be done. Node would pipe
 * these into this thread's, and so make `process.stdout` and `process.stderr` before the thread starts, which takes a
 * millisecond or two. So here what comes by them is passed on, and they are made when something does.
 */
import type { Readable } from "node:stream";
import type { Worker, WorkerOptions } from "node:worker_threads";

/** With these, Node leaves a thread's output to {@link passOn}. */
export const UNPIPED: WorkerOptions = { stdout: true, stderr: true };

/** Writes what a thread prints to this thread's own streams. It does not keep this process alive. */
export function passOn(worker: Worker): void {
  pass(worker.stdout, () => process.stdout);
  pass(worker.stderr, () => process.stderr);
}

function pass(stream: Readable, to: () => NodeJS.WriteStream): void {
  // As Node does for those that it pipes.
  for (const key of Object.getOwnPropertySymbols(stream))
    if (key.description === "kIncrementsPortRef") Object.assign(stream, { [key]: false });
  stream.on("data", (chunk: Uint8Array) => to().write(chunk));
}
