/*
 * In place of bell.ts in a browser: there a thread that is blocked can be reached by nobody, since messages come to free
 * threads only. Blocking is sleeping until the next timer.
 */
import type { Source } from "./bell.js";
import { cannotBlock } from "./cannot-block.js";
import { wasmMemory } from "./wasm-memory.js";

const sources = new Set<Source>();
let isNew = false;
let memory: Int32Array | null = null;

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

export function glanceAtBell(): void {
  answerBell();
}

/** Nobody asks whether the bell is answered soon. */
export function attend(): void {}

export function unattend(): void {}

/** Between two turns of a browser's loop microtasks run, which is soon enough. */
export function callBeforeSleep(_fn: () => void): void {}

export function prepareForSleep(): void {}

export function goWithoutSleep(): void {}

export function waitForBell(ms: number): void {
  if (isNew) return;
  try {
    memory ??= new Int32Array(wasmMemory());
    Atomics.wait(memory, 0, 0, ms);
  } catch (cause) {
    throw cannotBlock(cause);
  }
}
