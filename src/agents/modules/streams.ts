/*
 * Async generators elsewhere. The worker keeps the generator, and sends a number that stands for it. Who reads it asks for
 * some items at a time, so that the generator runs ahead of its reader by no more than that.
 */

import { type Awaitable, isAwaitable } from "../../coroutines/awaitable.js";
import { onAbort } from "../../coroutines/on-abort.js";
import { now } from "../../kernel/now.js";
import type { EventLoop } from "../../loop/event-loop.js";
import { callSignal } from "../calls/current-call.js";
import { type CallSupport, findSupport, loadSupport, support } from "../calls/support.js";
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

/** A generator that is kept. */
interface Kept {
  readonly iterator: AsyncIterator<unknown>;
  /** The loop on which it runs, if it is one of compiled code. */
  readonly loop: () => EventLoop;
  /** What it was asked for and has not been passed on. */
  next: Promise<IteratorResult<unknown>> | null;
}

let lastNumber = 0;
const open = new Map<number, Kept>();

/** Keeps a generator, and gives what stands for it. */
export function keepStream(stream: AsyncIterable<unknown>, loop: () => EventLoop): StreamReference {
  streamTargets();
  const number = ++lastNumber;
  open.set(number, { iterator: stream[Symbol.asyncIterator](), loop, next: null });
  return { tsyncioStream: number };
}

export function isStreamReference(value: unknown): value is StreamReference {
  return typeof (value as Partial<StreamReference> | null | undefined)?.tsyncioStream === "number";
}

/**
 * Takes up to `count` items, one at least. What is there is given without waiting for more.
 * @param isLimited whether who reads may cancel this, or let a deadline end it
 */
async function pull(number: number, count: number, isLimited: boolean): Promise<Chunk> {
  const signal = isLimited ? callSignal() : undefined;
  const kept = open.get(number);
  if (kept === undefined) return { items: [], done: true };
  const items: unknown[] = [];
  const end = now() + 1;
  let turn: Promise<null> | null = null;
  do {
    kept.next ??= nextOf(kept);
    let result: IteratorResult<unknown> | null;
    try {
      result = await (turn === null ? orAbort(kept.next, signal) : Promise.race([kept.next, turn]));
    } catch (error) {
      // The items before it come first.
      if (items.length > 0) break;
      if (signal?.aborted !== true) open.delete(number);
      throw error;
    }
    if (result === null) break;
    kept.next = null;
    if (result.done === true) {
      open.delete(number);
      return chunkOf(items, true);
    }
    items.push(result.value);
    turn ??= endOfTurn();
  } while (items.length < count && now() < end);
  return chunkOf(items, false);
}

function nextOf({ iterator, loop }: Kept): Promise<IteratorResult<unknown>> {
  const next = promiseOf(iterator.next(), loop);
  // It may fail before anybody asks for it.
  next.catch(() => {});
  return next;
}

/** What a generator's method gives: a promise, or, in compiled code, what is to run in a task. */
function promiseOf<T>(result: Promise<T>, loop: () => EventLoop): Promise<T> {
  return isAwaitable(result) ? inTask(result as Awaitable<T>, loop) : result;
}

async function inTask<T>(result: Awaitable<T>, loop: () => EventLoop): Promise<T> {
  const { follow } = findSupport() ? (support as CallSupport) : await loadSupport();
  return (await follow(result, loop())) as T;
}

function endOfTurn(): Promise<null> {
  return new Promise((resolve) => setImmediate(resolve, null));
}

/** What `next` gives, unless `signal` aborts before. */
function orAbort<T>(next: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return next;
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(signal.reason));
    next.then(resolve, reject).finally(stop);
  });
}

function chunkOf(items: readonly unknown[], done: boolean): Chunk {
  if (!anyMoved(items)) return { items, done };
  const { values, transfer } = takeMoved(items);
  return move({ items: values, done }, transfer);
}

/** Nobody reads it any more: its `finally` blocks run. */
async function closeStream(number: number): Promise<void> {
  const kept = open.get(number);
  open.delete(number);
  const end = kept?.iterator.return?.();
  if (end !== undefined) await promiseOf(end, (kept as Kept).loop);
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
