import { now } from "../../kernel/now.js";
import type { TargetName } from "../../loop/executor.js";
import type { IsBlocked } from "../blocking-wait.js";
import { Call } from "../calls/call.js";
import type { ConcurrentFuture } from "../concurrent-future.js";
import { CallExtras, type CallHolder, NO_EXTRAS } from "./call-extras.js";

/** What a call needs of its executor. */
export interface CallOwner {
  /** A call that no worker has was cancelled. */
  drop(call: PoolCall<unknown>): void;
  /** A call that a worker has was cancelled. Returns whether it could be taken back. */
  takeBack(call: PoolCall<unknown>): boolean;
  /** A call that a worker has was cancelled, may go on, and has no deadline. */
  forsake(call: PoolCall<unknown>): void;
  /** The worker that had a call has ended. Returns whether the call goes to another, since it had not begun. */
  moveOn(call: PoolCall<unknown>): boolean;
  /** A call waits for a function of this thread. */
  waitsForCallback(): void;
  /** A call has ended. */
  ended(call: PoolCall<unknown>, ms: number): void;
  /** This thread is about to block until the call is done. */
  prepareToBlock(call: PoolCall<unknown>): void;
  /** Whether calls that no worker has can't begin as long as those are blocked of whom `isBlocked` says so. */
  isHeldUpBy(isBlocked: IsBlocked): boolean;
}

/** A call of an executor. */
export class PoolCall<T> extends Call<T> {
  readonly owner: CallOwner;
  readonly target: TargetName;
  readonly submitted = now();
  /** The arguments; those of a call that waits can't change any more. */
  args: readonly unknown[];
  /** Read only: see {@link PoolCall.ownExtras}. */
  extras: Readonly<CallExtras> = NO_EXTRAS;
  /** Which worker has it. */
  worker: object | null = null;
  /** Whether it is known to have begun: its worker tells if it has a deadline. */
  hasBegun = false;

  constructor(owner: CallOwner, target: TargetName, args: readonly unknown[]) {
    super();
    this.owner = owner;
    this.target = target;
    this.args = args;
  }

  /** Its extras, to be changed. */
  ownExtras(): CallExtras {
    if (this.extras === NO_EXTRAS) this.extras = new CallExtras();
    return this.extras;
  }

  override onCancel(future: ConcurrentFuture<unknown>, message: string | undefined): void {
    if (this.worker === null) {
      this.extras.deadline?.clear();
      this.owner.drop(this as PoolCall<unknown>);
    } else if (!this.owner.takeBack(this as PoolCall<unknown>)) {
      super.onCancel(future, message);
      const { deadline } = this.extras;
      if (deadline === null) this.owner.forsake(this as PoolCall<unknown>);
      else deadline.giveGrace();
    }
  }

  override onBlock(): void {
    this.owner.prepareToBlock(this as PoolCall<unknown>);
    super.onBlock();
  }

  override needs(isBlocked: IsBlocked): boolean {
    return this.worker === null ? this.owner.isHeldUpBy(isBlocked) : super.needs(isBlocked);
  }

  override waitsForCallback(): void {
    this.owner.waitsForCallback();
  }

  override started(): void {
    super.started();
    this.hasBegun = true;
    this.extras.deadline?.start();
  }

  override lost(error: Error, onPurpose: boolean): void {
    if (!this.owner.moveOn(this as PoolCall<unknown>)) super.lost(error, onPurpose);
  }

  override succeeded(value: T, ms: number): void {
    const { worker } = this;
    const { revive } = this.extras;
    super.succeeded(revive === null ? value : (revive(value, worker) as T), ms);
  }

  /** It was sent to a worker. */
  sentTo(worker: CallHolder): void {
    this.worker = worker;
    this.extras.onSent?.(worker);
  }

  protected override ended(ms: number): void {
    this.extras.deadline?.clear();
    this.owner.ended(this as PoolCall<unknown>, ms);
  }
}
