/*
 * In place of bell.ts in a browser: there a thread that is blocked can be reached by nobody, since messages come to free
 * threads only. Blocking is sleeping until the next timer.
 */
import { RuntimeError } from "../kernel/errors.js";
import type { Source } from "./bell.js";

const sources = new Set<Source>();
let isNew = false;
let memory: Int32Array | null = null;

interface WebAssemblyMemory {
  readonly Memory: new (descriptor: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => { readonly buffer: SharedArrayBuffer };
}

export function addSource(source: Source): void {
  sources.add(source);
  isNew = true;
}

export function removeSource(source: Source): void {
  sources.delete(source);
}

export function canBeRung(): boolean {
  return false;
}

export function waitsForBell(): boolean {
  return false;
}

export function hasRung(): boolean {
  return isNew;
}

export function pollSources(): void {
  isNew = false;
  for (const source of [...sources]) source.poll();
}

export function answerBell(): void {
  if (isNew) pollSources();
}

/** Nobody asks whether the bell is answered soon. */
export function attend(): void {}

export function unattend(): void {}

/** Between two turns of a browser's loop microtasks run, which is soon enough. */
export function callBeforeSleep(_fn: () => void): void {}

export function prepareForSleep(): void {}

export function waitForBell(ms: number): void {
  if (isNew) return;
  try {
    memory ??= sleepMemory();
    Atomics.wait(memory, 0, 0, ms);
  } catch (cause) {
    throw new RuntimeError(
      "Cannot block this thread: the main thread of a page must not wait. Run the loop as its guest, await loop.run(main), " +
        "or block in a worker.",
      "ERR_CANNOT_BLOCK",
      { cause },
    );
  }
}

/** A page that is not cross-origin isolated has no SharedArrayBuffer by name; that of WebAssembly can be waited on, too. */
function sleepMemory(): Int32Array {
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyMemory };
  return new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);
}
