import { isAwaitable, isCoroutine, isThenable, type Startable } from "../../coroutines/awaitable.js";
import type { Task } from "../../coroutines/task.js";
import {
  CancelledError,
  type DeadlockError,
  HostPromiseError,
  type RuntimeError,
} from "../../kernel/errors.js";
import { now } from "../../kernel/now.js";
import { findRunningLoop } from "../../kernel/running.js";
import type { EventLoop } from "../../loop/event-loop.js";
import type { TargetFunction, TargetName } from "../../loop/executor.js";
import type { ReferenceHolder } from "../modules/reference-holder.js";
import { keepStream } from "../modules/streams.js";
import { isMoved } from "../move.js";
import { fromSendable } from "../shared/sendable.js";
import type { Transferable } from "../transport/transferable.js";
import type { Call } from "./call.js";
import { swapCurrentCall } from "./current-call.js";
import { DIRECT, NO_REPLY, REFERENCES, SHARED_ARGUMENTS, STARTED, TELL_START } from "./messages.js";
import { type CallSupport, findSupport, loadSupport, support } from "./support.js";
import { deadlockOf, noteWaiting } from "./waiting-callbacks.js";

type AnyFunction = (...args: readonly unknown[]) => unknown;

/**
 * Calls that a thread has begun while who made them is blocked for them, by their numbers. Those of calls whose functions have
 * returned, which wait for a coroutine or promise, are negative.
 */
export type BlockedFor = readonly number[];

const NONE: BlockedFor = [];

/** Who made a call. */
export interface Caller extends ReferenceHolder {
  post(...message: unknown[]): void;
  add(...message: unknown[]): void;
  flush(): void;
  forget(call: IncomingCall): void;
  reply(call: IncomingCall, value: unknown, ms: number, transfer?: readonly Transferable[]): void;
  replyThrown(call: IncomingCall, thrown: unknown, ms: number): void;
  replyCancelled(call: IncomingCall, message: string | undefined, ms: number): void;
}

/** A call that the other side made, and that this one runs. */
export class IncomingCall {
  readonly peer: Caller;
  readonly id: number;
  readonly target: TargetName;
  readonly flags: number;
  /** Whether its function was called. */
  hasBegun = false;
  /** Whether it was cancelled. */
  isWithdrawn = false;
  /** Whether the other side's thread is blocked until it is done. */
  isUrgent = false;
  /** Whether calls of this side wait for the other until it is done. */
  isNeeded = false;
  /** What its caller has begun that this thread blocks for: see {@link BlockedFor}. */
  waitsFor: BlockedFor = NONE;
  /** Whether its function has not returned so far; a coroutine or promise may wait after that. */
  isEntered = false;
  /** Whether its function gave a promise. */
  gavePromise = false;
  /** Called when it is known how it ended, before that is sent. */
  beforeReply: ((call: IncomingCall) => void) | null = null;
  /** Called when it has ended. */
  onEnd: ((call: IncomingCall) => void) | null = null;
  /** Of a function that was called back: the call that it was passed to. */
  owner: WeakRef<Call<unknown>> | null = null;
  /** The values of the context that came with it. */
  context: readonly unknown[] | null = null;
  private readonly given: readonly unknown[];
  private message: string | undefined = undefined;
  /** When its function was called; 0 before that. */
  began = 0;
  private task: { cancel(message?: string): boolean } | null = null;
  private controller: AbortController | null = null;

  constructor(peer: Caller, id: number, target: TargetName, flags: number, args: readonly unknown[]) {
    this.peer = peer;
    this.id = id;
    this.target = target;
    this.flags = flags;
    this.given = args;
  }

  /** What its function is called with. References in it are put in their place when it runs. */
  get args(): readonly unknown[] {
    if ((this.flags & SHARED_ARGUMENTS) === 0) return this.given;
    return fromSendable(this.given) as readonly unknown[];
  }

  /** Whether it can't run before there is {@link support}. */
  get lacksSupport(): boolean {
    return (this.flags & (SHARED_ARGUMENTS | REFERENCES)) !== 0 && !findSupport();
  }

  /** Whether the other side waits for how it ends. */
  get wantsReply(): boolean {
    return (this.flags & NO_REPLY) === 0;
  }

  /** Aborts when the other side cancels it. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  /** It is about to run: its deadline counts from now on. */
  begin(): void {
    this.hasBegun = true;
    if ((this.flags & TELL_START) !== 0) this.peer.post(STARTED, this.id);
  }

  /** Calls the function, and follows what it returns: a coroutine runs in a task of the loop. */
  run(fn: TargetFunction, loop: () => EventLoop): void {
    if (this.isWithdrawn) {
      this.fail(new CancelledError(this.message));
      return;
    }
    // The time that an import took is not the call's.
    this.began = now();
    // Where it is not there, nobody has said what to do with such values.
    if (this.context === null || support === null) this.enter(fn, loop);
    else support.withCarried(this.context, () => this.enter(fn, loop));
  }

  private enter(fn: TargetFunction, loop: () => EventLoop): void {
    const outer = swapCurrentCall(this);
    this.isEntered = true;
    let result: unknown;
    try {
      result = (fn as AnyFunction)(...this.revivedArgs());
    } catch (error) {
      this.fail(error);
      return;
    } finally {
      swapCurrentCall(outer);
      this.isEntered = false;
    }
    try {
      this.followResult(result, loop);
    } catch (error) {
      this.fail(error);
    }
  }

  private followResult(result: unknown, loop: () => EventLoop): void {
    if (typeof result !== "object" || result === null) this.succeed(result);
    else if (isCoroutine(result) || isAwaitable(result))
      this.followInTask(result as Startable<unknown>, loop);
    else if (isThenable(result)) this.followPromise(result);
    else if (isAsyncGenerator(result)) this.succeed(keepStream(result, loop));
    else this.succeed(result);
  }

  /** Asks it to end. */
  cancel(message: string | undefined): void {
    this.isWithdrawn = true;
    this.message = message;
    this.controller?.abort(new CancelledError(message));
    this.task?.cancel(message);
  }

  /** It has begun, and can't go on before its caller does: that one is told, and what it began is cancelled. */
  refuse(error: RuntimeError): void {
    this.peer.replyThrown(this, error, this.duration());
    this.cancel(error.message);
  }

  succeed(value: unknown): void {
    this.beforeReply?.(this);
    if (isMoved(value)) this.peer.reply(this, value.value, this.duration(), value.transfer);
    else this.peer.reply(this, value, this.duration());
    this.onEnd?.(this);
  }

  fail(error: unknown): void {
    this.beforeReply?.(this);
    if (error instanceof CancelledError) this.peer.replyCancelled(this, error.message, this.duration());
    // That is what the host's functions throw when their signal aborts.
    else if (this.isWithdrawn && (error as Error | null)?.name === "AbortError")
      this.peer.replyCancelled(this, this.message, this.duration());
    else this.peer.replyThrown(this, error, this.duration());
    this.onEnd?.(this);
  }

  private revivedArgs(): readonly unknown[] {
    const { args } = this;
    return (this.flags & REFERENCES) === 0 ? args : (support as CallSupport).revive(args, this.peer);
  }

  private followInTask(result: Startable<unknown>, loop: () => EventLoop): void {
    if (findSupport()) {
      this.follow((support as CallSupport).follow(result, loop()));
      return;
    }
    loadSupport()
      .then(({ follow }) => {
        if (this.isWithdrawn) this.fail(new CancelledError(this.message));
        else this.follow(follow(result, loop()));
      })
      .catch((error) => this.fail(error));
  }

  private follow(task: Task<unknown>): void {
    if (task.done()) {
      this.finish(task);
      return;
    }
    const deadlock = this.deadlockOfWaiting();
    if (deadlock !== null) {
      task.cancel();
      this.fail(deadlock);
      return;
    }
    this.task = task;
    noteWaiting(this);
    task.addDoneCallback((done) => this.finish(done));
  }

  private followPromise(promise: PromiseLike<unknown>): void {
    this.gavePromise = true;
    if ((this.flags & DIRECT) === 0 && findRunningLoop()?.mode === "blocking") {
      this.fail(new HostPromiseError(`Cannot wait for the promise of '${this.target.name}'`));
      return;
    }
    const deadlock = this.deadlockOfWaiting();
    if (deadlock !== null) {
      this.fail(deadlock);
      return;
    }
    noteWaiting(this);
    promise.then(
      (value) => this.succeed(value),
      (error) => this.fail(error),
    );
  }

  /** Why its result can't be waited for, if it can't: who was called back is blocked until the call is done that did that. */
  private deadlockOfWaiting(): DeadlockError | null {
    return (this.flags & DIRECT) === 0 ? null : deadlockOf(this);
  }

  private finish(task: Task<unknown>): void {
    try {
      this.succeed(task.result());
    } catch (error) {
      this.fail(error);
    }
  }

  private duration(): number {
    return this.began === 0 ? 0 : now() - this.began;
  }
}

function isAsyncGenerator(value: object): value is AsyncGenerator<unknown> {
  return Object.prototype.toString.call(value) === "[object AsyncGenerator]";
}
