import type { Transferable } from "node:worker_threads";
import type { TargetName } from "../../loop/executor.js";
import { Call } from "../calls/call.js";
import { captureContext } from "../calls/carried-context.js";
import type { Deadline } from "../calls/deadline.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import type { ReferenceHolder } from "../modules/references.js";

/** What a call needs of its executor. */
export interface CallOwner {
  /** A call that no worker has was cancelled. */
  drop(call: PoolCall<unknown>): void;
  /** A call that a worker has was cancelled. Returns whether it could be taken back. */
  takeBack(call: PoolCall<unknown>): boolean;
  /** The worker that had a call has ended. Returns whether the call goes to another, since it had not begun. */
  moveOn(call: PoolCall<unknown>): boolean;
  /** A call has ended. */
  ended(call: PoolCall<unknown>, ms: number): void;
  /** Whose end this thread waits for, if it blocks until the call is done. */
  prepareToBlock(): void;
}

/** What has a call. */
export interface PoolCallWorker {
  readonly holder: ReferenceHolder;
}

/** A call of an executor. */
export class PoolCall<T> extends Call<T> {
  readonly owner: CallOwner;
  readonly target: TargetName;
  readonly submitted = performance.now();
  /** The arguments; those of a call that waits can't change any more. */
  args: readonly unknown[];
  transfer: readonly Transferable[];
  deadline: Deadline | null = null;
  /** The values of the context that cross with it. */
  readonly context = captureContext();
  /** Flags for the worker. */
  flags = 0;
  /** Called when it is sent to a worker, and what that returns when it has ended. */
  whileSent: ((worker: PoolCallWorker) => () => void) | null = null;
  /** Makes of a result what the caller is given. */
  revive: ((value: unknown, worker: object | null) => unknown) | null = null;
  private endSent: (() => void) | null = null;
  /** Which worker it must have, and which has it. */
  readonly pin: object | null;
  worker: object | null = null;

  constructor(
    owner: CallOwner,
    target: TargetName,
    args: readonly unknown[],
    transfer: readonly Transferable[],
    pin: object | null,
  ) {
    super();
    this.owner = owner;
    this.target = target;
    this.args = args;
    this.transfer = transfer;
    this.pin = pin;
  }

  override onCancel(future: ConcurrentFuture<unknown>, message: string | undefined): void {
    if (this.worker === null) {
      this.deadline?.clear();
      this.owner.drop(this as PoolCall<unknown>);
    } else if (!this.owner.takeBack(this as PoolCall<unknown>)) {
      super.onCancel(future, message);
      this.deadline?.giveGrace();
    }
  }

  override onBlock(): void {
    this.owner.prepareToBlock();
    super.onBlock();
  }

  override started(): void {
    super.started();
    this.deadline?.start();
  }

  override lost(error: Error, onPurpose: boolean): void {
    if (!this.owner.moveOn(this as PoolCall<unknown>)) super.lost(error, onPurpose);
  }

  override succeeded(value: T, ms: number): void {
    const { worker } = this;
    super.succeeded(this.revive === null ? value : (this.revive(value, worker) as T), ms);
  }

  /** It was sent to a worker. */
  sentTo(worker: PoolCallWorker): void {
    this.worker = worker;
    this.endSent?.();
    this.endSent = this.whileSent?.(worker) ?? null;
  }

  protected override ended(ms: number): void {
    this.endSent?.();
    this.deadline?.clear();
    this.owner.ended(this as PoolCall<unknown>, ms);
  }
}
