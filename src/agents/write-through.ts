/*
 * What an agent prints leaves later, if the host has its way: a thread's output goes through its parents' loops, and waits while
 * one of them blocks; of a process's, what a pipe has no room for waits, and is lost if the process exits or is killed. Here
 * it is written at once, to the process's own descriptors, or sent to the parent that asked for it.
 */
import type { Descriptor, Output } from "./messages.js";
import { windowOf } from "./output-window.js";
import { setOutputs } from "./own-output.js";
import { writeAll } from "./transport/write-all.js";

const STDOUT = 1;
const STDERR = 2;

/** Sends bytes to this thread's parent. */
type Send = (descriptor: Descriptor, bytes: Uint8Array) => void;

/** Makes this thread's standard output and error write to the process's own, or be sent to its parent, or drops it. */
export function writeThrough(stdout: Output, stderr: Output, send: Send): void {
  setOutputs(stdout, stderr);
  whenMade("stdout", (stream) => redirect(stream, STDOUT, writerFor(stdout, STDOUT, send)));
  whenMade("stderr", (stream) => redirect(stream, STDERR, writerFor(stderr, STDERR, send)));
}

/** Calls `fn` with a stream of the process before anybody has it. Node makes it when it is first read, which takes a while. */
function whenMade(name: "stdout" | "stderr", fn: (stream: NodeJS.WriteStream) => void): void {
  const made = Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor;
  Object.defineProperty(process, name, {
    ...made,
    get() {
      Object.defineProperty(process, name, made);
      const stream = process[name];
      fn(stream);
      return stream;
    },
  });
}

/** Returns why it can't be written, if that is so. */
type Write = (bytes: Uint8Array) => Error | null;

function writerFor(output: Output, descriptor: Descriptor, send: Send): Write | null {
  if (output === "ignore") return null;
  // A small buffer is part of a larger one, all of which would be copied.
  if (output === "pipe") {
    return (bytes) => {
      send(descriptor, new Uint8Array(bytes));
      return null;
    };
  }
  return (bytes) => writeAll(descriptor, bytes);
}

function redirect(stream: NodeJS.WriteStream, descriptor: Descriptor, write: Write | null): void {
  const window = windowOf(descriptor);
  /** Of writes that were too much. */
  let callbacks: Callback[] = [];
  window.onDrain = () => {
    const due = callbacks;
    callbacks = [];
    for (const done of due) process.nextTick(done);
    stream.emit("drain");
  };
  Object.defineProperty(stream, "writableNeedDrain", { get: () => window.isFull });
  const [hostWrite, hostEnd] = [stream.write, stream.end] as unknown as [WriteOfHost, EndOfHost];
  stream.end = ((chunk?: unknown, encoding?: BufferEncoding | Callback, callback?: Callback) => {
    if (chunk === undefined || chunk === null || typeof chunk === "function")
      return hostEnd.call(stream, chunk);
    stream.write(chunk as Uint8Array, typeof encoding === "string" ? encoding : "utf8");
    return hostEnd.call(stream, typeof encoding === "function" ? encoding : callback);
  }) as typeof stream.end;
  stream.write = ((
    chunk: string | NodeJS.ArrayBufferView,
    encoding?: BufferEncoding | Callback,
    callback?: Callback,
  ): boolean => {
    const [charset, done] =
      typeof encoding === "function" ? ["utf8" as const, encoding] : [encoding ?? "utf8", callback];
    // The host says best what is wrong with that.
    if (typeof chunk !== "string" && !ArrayBuffer.isView(chunk)) return hostWrite.call(stream, chunk);
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, charset)
        : new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const error = write?.(bytes) ?? null;
    if (error !== null) {
      // As the host does it: who listens hears of that, and if nobody does, it ends this thread or process.
      stream.destroy(error);
      if (done !== undefined) process.nextTick(done, error);
      return false;
    }
    window.add(bytes.length);
    if (done !== undefined) {
      if (window.isFull) callbacks.push(done);
      else process.nextTick(done);
    }
    return !window.isFull;
  }) as typeof stream.write;
}

type Callback = (error?: Error | null) => void;
type WriteOfHost = (this: NodeJS.WriteStream, chunk: unknown) => boolean;
type EndOfHost = (this: NodeJS.WriteStream, callback: unknown) => NodeJS.WriteStream;
