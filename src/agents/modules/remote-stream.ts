import { CancelledError, TimeoutError } from "../../kernel/errors.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import { type Chunk, type StreamReference, type StreamTargets, streamTargets } from "./streams.js";

/** How many items are asked for at a time. */
const ITEMS = 16;

/** Makes calls of the worker that has a stream. */
export interface StreamOwner {
  pull(target: StreamTargets["pull"], number: number, count: number): ConcurrentFuture<Chunk>;
  close(target: StreamTargets["close"], number: number): ConcurrentFuture<void>;
}

/**
 * An async generator that runs in a worker. Iterate over it with `for await`, or with `for`, which blocks. It runs ahead of who
 * reads it by a few items; leaving the loop early ends it, and its `finally` blocks run.
 */
export class RemoteStream<T> implements AsyncIterable<T>, Iterable<T> {
  private readonly owner: StreamOwner;
  private readonly number: number;

  /** Made by calls of a module's async generators. */
  constructor(owner: StreamOwner, { tsyncioStream }: StreamReference) {
    this.owner = owner;
    this.number = tsyncioStream;
  }

  toString(): string {
    return `<RemoteStream ${this.number}>`;
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let isDone = false;
    try {
      while (!isDone) {
        // One that ends with an error is at its end.
        isDone = true;
        const chunk = await this.pull();
        isDone = chunk.done;
        for (const item of chunk.items) yield item as T;
      }
    } catch (error) {
      this.leaveIfCancelled(error);
      throw error;
    } finally {
      if (!isDone) await this.close();
    }
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    let isDone = false;
    try {
      while (!isDone) {
        isDone = true;
        const chunk = this.pull().result();
        isDone = chunk.done;
        for (const item of chunk.items) yield item as T;
      }
    } catch (error) {
      this.leaveIfCancelled(error);
      throw error;
    } finally {
      if (!isDone) this.close().result();
    }
  }

  private pull(): ConcurrentFuture<Chunk> {
    return this.owner.pull(streamTargets().pull, this.number, ITEMS);
  }

  private close(): ConcurrentFuture<void> {
    return this.owner.close(streamTargets().close, this.number);
  }

  /** If it was the wait for items that was cancelled, the generator goes on: it is told to end, which may take it some time. */
  private leaveIfCancelled(error: unknown): void {
    if (!(error instanceof CancelledError || error instanceof TimeoutError)) return;
    try {
      this.close().muteUntaken();
    } catch {
      // Its worker has ended, or the executor has shut down.
    }
  }
}
