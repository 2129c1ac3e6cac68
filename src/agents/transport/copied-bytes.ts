/*
 * Copies of bytes that are moved to another thread. To touch fresh memory for the first time takes longer than to copy into it. So
 * who sends as many bytes again and again gets memory ready for the next time, while it waits for an answer.
 */
import { Buffer } from "node:buffer";
import { doInPauses } from "../../drivers/bell.js";

// The real one, where a test replaces it.
const { setTimeout } = globalThis;

/** Less memory is quickly there; more is not kept. */
const LEAST = 2 ** 16;
const MOST = 2 ** 23;
/** How much is made ready at a time: it takes some 10 µs. */
const STEP = 2 ** 15;
/** Memory is touched once for so many bytes. */
const PAGE = 2 ** 12;
/** For how long memory is kept that nobody needs, in milliseconds. */
const KEPT = 100;

let spare: Uint8Array<ArrayBuffer> | null = null;
/** How much of it is ready. */
let touched = 0;
/** How many bytes were copied last. */
let lastLength = 0;
let wasUsed = false;
let willDrop = false;

/** A copy with memory of its own. */
export function copyBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = bytes;
  const copy = spare?.length === length ? spare : allocate(length);
  spare = null;
  copy.set(bytes);
  if (length === lastLength && length >= LEAST && length <= MOST) {
    wasUsed = true;
    doInPauses(prepare);
  }
  lastLength = length;
  return copy;
}

/** Memory that is not zeroed: all of it is written to. */
function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
}

/** Returns whether there is more to do. */
function prepare(): boolean {
  if (spare === null) {
    spare = allocate(lastLength);
    touched = 0;
    dropLater();
    return true;
  }
  const end = Math.min(spare.length, touched + STEP);
  for (; touched < end; touched += PAGE) spare[touched] = 0;
  return touched < spare.length;
}

function dropLater(): void {
  if (willDrop) return;
  willDrop = true;
  setTimeout(drop, KEPT).unref();
}

function drop(): void {
  willDrop = false;
  if (wasUsed) dropLater();
  else spare = null;
  wasUsed = false;
}
