/*
 * A thread's output goes through its parents' loops, and waits while one of them blocks. Here it is written at once, to
 * the process's own descriptors.
 */
import { writeSync } from "node:fs";
import type { Output } from "./messages.js";

/** How long to wait for a pipe that is full, in milliseconds. */
const RETRY = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** Makes this thread's standard output and error write to the process's own, or drops it. */
export function writeThrough(stdout: Output, stderr: Output): void {
  redirect(process.stdout, stdout === "ignore" ? null : 1);
  redirect(process.stderr, stderr === "ignore" ? null : 2);
}

function redirect(stream: NodeJS.WriteStream, descriptor: number | null): void {
  stream.write = ((
    chunk: string | Uint8Array,
    encoding?: BufferEncoding | Callback,
    callback?: Callback,
  ): boolean => {
    const [charset, done] =
      typeof encoding === "function" ? ["utf8" as const, encoding] : [encoding ?? "utf8", callback];
    if (descriptor !== null)
      writeAll(descriptor, typeof chunk === "string" ? Buffer.from(chunk, charset) : chunk);
    if (done !== undefined) process.nextTick(done);
    return true;
  }) as typeof stream.write;
}

type Callback = (error?: Error | null) => void;

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      Atomics.wait(pause, 0, 0, RETRY);
    }
  }
}
