/*
 * What only some calls need: coroutines need a loop, callbacks and signals stand for what stayed with the caller, handles for
 * what threads share. A worker that was just started is to answer its first call soon, and so is one whose program has imported
 * the executors alone: there it is loaded when a call needs it.
 */
import type { Startable } from "../../coroutines/awaitable.js";
import type { Task } from "../../coroutines/task.js";
import type { EventLoop } from "../../loop/event-loop.js";
import type { ReferenceHolder } from "../modules/reference-holder.js";

/** What calls find at hand. */
export interface CallSupport {
  /** See follow.ts. */
  follow(result: Startable<unknown>, loop: EventLoop): Task<unknown>;
  /** The loop of a worker, which is a guest of the host's. */
  serviceLoop(): EventLoop;
  /** Puts what stands for references in their place. */
  revive(args: readonly unknown[], holder: ReferenceHolder): readonly unknown[];
  /** Calls `fn` with the values that came with a call, and returns what it returns. */
  withCarried<R>(list: readonly unknown[], fn: () => R): R;
}

/** `null` until it is there. */
export let support: CallSupport | null = null;

let load: (() => Promise<void>) | null = null;
let loadNow: (() => void) | null = null;
let loading: Promise<CallSupport> | null = null;

/** It is there. */
export function provideSupport(given: CallSupport): void {
  support = given;
}

/**
 * Lets `fn` import and provide it, when it is needed.
 * @param now does so at once, or throws: without it, what blocks this thread could not have it
 */
export function loadSupportBy(fn: () => Promise<void>, now: (() => void) | null = null): void {
  load = fn;
  loadNow = now;
}

/** Whether it is there, or can be had at once. */
export function findSupport(): boolean {
  if (support === null && loadNow !== null) {
    try {
      loadNow();
    } catch {
      // What is just being imported can't be required. What can't be loaded at all, an import tells of.
    }
  }
  return support !== null;
}

/** Imports it, if that was not done so far. */
export function loadSupport(): Promise<CallSupport> {
  loading ??= (load as () => Promise<void>)().then(() => support as CallSupport);
  return loading;
}

/** The loop on which a worker runs coroutines, once {@link support} is there. */
export function workerLoop(): EventLoop {
  return (support as CallSupport).serviceLoop();
}
