/*
 * Async generators elsewhere. The worker keeps the generator, and sends a number that stands for it. Who reads it asks for
 * some items at a time, so that the generator runs ahead of its reader by no more than that.
 */
import { anyMoved, move, takeMoved } from "../move.js";
import type { Target } from "../named-target.js";
import { exported } from "../target.js";

/** What stands for a generator in a message. */
export interface StreamReference {
  readonly tsyncioStream: number;
}

/** What a reader is given at a time. */
export interface Chunk {
  readonly items: readonly unknown[];
  readonly done: boolean;
}

let lastNumber = 0;
const open = new Map<number, AsyncIterator<unknown>>();

/** Keeps a generator, and gives what stands for it. */
export function keepStream(stream: AsyncIterable<unknown>): StreamReference {
  streamTargets();
  const number = ++lastNumber;
  open.set(number, stream[Symbol.asyncIterator]());
  return { tsyncioStream: number };
}

export function isStreamReference(value: unknown): value is StreamReference {
  return typeof (value as Partial<StreamReference> | null | undefined)?.tsyncioStream === "number";
}

/** Takes up to `count` items. What is there is given without waiting for more. */
async function pull(number: number, count: number): Promise<Chunk> {
  const iterator = open.get(number);
  if (iterator === undefined) return { items: [], done: true };
  const items: unknown[] = [];
  const end = performance.now() + 1;
  try {
    do {
      const result = await iterator.next();
      if (result.done === true) {
        open.delete(number);
        return chunkOf(items, true);
      }
      items.push(result.value);
    } while (items.length < count && performance.now() < end);
  } catch (error) {
    open.delete(number);
    throw error;
  }
  return chunkOf(items, false);
}

function chunkOf(items: readonly unknown[], done: boolean): Chunk {
  if (!anyMoved(items)) return { items, done };
  const { values, transfer } = takeMoved(items);
  return move({ items: values, done }, transfer);
}

/** Nobody reads it any more: its `finally` blocks run. */
async function closeStream(number: number): Promise<void> {
  const iterator = open.get(number);
  open.delete(number);
  await iterator?.return?.();
}

/** What a reader asks of who keeps a generator. */
export interface StreamTargets {
  readonly pull: Target<typeof pull>;
  readonly close: Target<typeof closeStream>;
}

let targets: StreamTargets | null = null;

/** Named when a generator is first kept, or read: few threads have any. */
export function streamTargets(): StreamTargets {
  targets ??= { pull: exported(import.meta.url, pull), close: exported(import.meta.url, closeStream) };
  return targets;
}
