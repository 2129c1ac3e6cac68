import { answerBell, attend, threadBell, unattend } from "../../drivers/bell.js";
import { LOADING } from "../../drivers/bell-board.js";
import { currentScope, enterScope } from "../../kernel/context.js";
import { outsideOfStores, storesAreUsed } from "../../kernel/host-context.js";
import { now } from "../../kernel/now.js";
import type { TargetFunction, TargetName } from "../../loop/executor.js";
import { isBlockedOn } from "../blocking-wait.js";
import { runDirectly, runSupported } from "../calls/direct-calls.js";
import type { Caller, IncomingCall } from "../calls/incoming-call.js";
import { ALONE, CLAIM, CLOSE, DIRECT, RETIRE, WITHDRAW } from "../calls/messages.js";
import type { Receiver } from "../calls/receiver.js";
import { findSupport, loadSupport, workerLoop } from "../calls/support.js";
import type { WorkerLimits } from "../messages.js";
import { takeOutputTaken } from "../output-window.js";
import { findTarget, importTarget, requireFirstTarget } from "../target.js";
import type { Batch } from "../transport/channel.js";
import { watchForMessage } from "../transport/poller.js";
import { CallQueue } from "./call-queue.js";
import { claim } from "./claims.js";
import { MemoryLimit } from "./memory-limit.js";

/** A result leaves at the latest when the worker has gone on with other calls for this long, in milliseconds. */
const LONGEST_DELAY = 0.1;
/** After this long the host has its turn: timers and I/O of the worker go on between calls. */
const TURN = 5;

/** The scope outside of all tasks: what an initializer set in it, calls see. */
const threadScope = currentScope();

/** Runs the calls of a worker, in order, a limited number at once. */
export class WorkQueue implements Receiver {
  private readonly waiting = new CallQueue<IncomingCall>();
  private readonly functions = new Map<TargetName, TargetFunction>();
  private readonly concurrency: number;
  private readonly claims: Int32Array | null;
  private readonly close: () => void;
  private readonly memoryLimit: MemoryLimit;
  /** Whether the next call is the first, and the module of its function can be required. */
  private mayRequire: boolean;
  private active = 0;
  /** How many may run at once now. */
  private most: number;
  private caller: Caller | null = null;
  private isPumping = false;

  /**
   * @param mayRequire whether the module of the first call's function can be required
   * @param close ends this worker
   */
  constructor(
    { concurrency, maxMemory }: WorkerLimits,
    claims: Int32Array | null,
    mayRequire: boolean,
    close: () => void,
  ) {
    this.mayRequire = mayRequire;
    this.concurrency = concurrency;
    this.most = concurrency;
    this.memoryLimit = new MemoryLimit(maxMemory);
    this.claims = claims;
    this.close = close;
  }

  accept(call: IncomingCall): void {
    if ((call.flags & DIRECT) === 0) this.waiting.push(call);
    else if (findTarget(call.target) !== undefined || findSupport()) runDirectly(call);
    else runSupported(call);
  }

  withdraw(call: IncomingCall): void {
    this.waiting.delete(call);
  }

  /**
   * The caller blocks for it. If this thread is itself blocked on the caller, or calls that it runs wait for what the caller can
   * answer only after that, it is run here and now.
   */
  urge(call: IncomingCall): void {
    if ((call.isNeeded || isBlockedOn(call.peer)) && this.waiting.delete(call)) this.start(call);
  }

  take(kind: number, batch: Batch, at: number): void {
    if (kind === CLOSE) this.close();
    else if (kind === WITHDRAW) this.withdrawAll();
    else takeOutputTaken(kind, batch, at);
  }

  afterBatch(): void {
    this.work();
  }

  private readonly work = (): void => {
    if (this.isPumping) return;
    // Who sends more meanwhile need not wake this thread: it looks at its bell when these are done.
    attend();
    this.pump();
    // With nothing to do, it waits for the next call. What it answered leaves first.
    if (this.active === 0 && this.waiting.length === 0) {
      this.caller?.flush();
      watchForMessage();
    }
    unattend();
  };

  /** None of the calls that wait is to begin, but for the initializer. */
  private withdrawAll(): void {
    for (const call of [...this.waiting])
      if ((call.flags & ALONE) === 0 && this.waiting.delete(call))
        call.peer.replyCancelled(call, undefined, 0);
  }

  private pump(): void {
    this.isPumping = true;
    const start = now();
    let sent = start;
    while (this.active < this.most) {
      const call = this.waiting.shift();
      if (call === undefined) break;
      this.start(call);
      if (this.waiting.length === 0) break;
      const time = now();
      if (time - sent < LONGEST_DELAY) continue;
      call.peer.flush();
      // A call that waits here may have been cancelled.
      answerBell();
      sent = time;
      if (time - start < TURN) continue;
      setImmediate(this.work);
      break;
    }
    this.isPumping = false;
  }

  private start(call: IncomingCall): void {
    if ((call.flags & CLAIM) !== 0 && !claim(this.claims as Int32Array, call.id)) {
      call.peer.forget(call);
      return;
    }
    this.active++;
    this.caller = call.peer;
    call.beforeReply = this.checkMemory;
    if ((call.flags & ALONE) !== 0) this.most = 1;
    call.onEnd = this.ended;
    call.begin();
    let fn: TargetFunction | undefined;
    try {
      fn = this.functions.get(call.target) ?? findTarget(call.target);
      if (fn === undefined && this.mayRequire) {
        Atomics.store(threadBell(), LOADING, 1);
        fn = requireFirstTarget(call.target);
      }
    } catch (error) {
      call.fail(error);
      return;
    } finally {
      if (this.mayRequire) Atomics.store(threadBell(), LOADING, 0);
      this.mayRequire = false;
    }
    if (fn === undefined || call.lacksSupport) {
      prepare(call).then(
        (imported) => this.run(call, imported),
        (error) => call.fail(error),
      );
    } else {
      this.run(call, fn);
    }
  }

  private run(call: IncomingCall, fn: TargetFunction): void {
    this.functions.set(call.target, fn);
    if (!storesAreUsed && currentScope() === threadScope) {
      call.run(fn, workerLoop);
      return;
    }
    // It may be the end of another call that lets this one begin, and what that call has set is not for this one.
    const scope = currentScope();
    enterScope(threadScope);
    outsideOfStores(() => call.run(fn, workerLoop));
    enterScope(scope);
  }

  /** Its executor hears that this worker is to be replaced before it hears of the result, and gives it nothing more. */
  private readonly checkMemory = (call: IncomingCall): void => {
    if (this.memoryLimit.isNewlyPassed(this.waiting.length === 0)) call.peer.add(RETIRE);
  };

  private readonly ended = ({ flags }: IncomingCall): void => {
    if ((flags & ALONE) !== 0) this.most = this.concurrency;
    this.active--;
    this.work();
  };
}

/** Imports the function of a call, and what else the call needs. */
async function prepare(call: IncomingCall): Promise<TargetFunction> {
  const fn = findTarget(call.target) ?? (await importTarget(call.target));
  if (call.lacksSupport) await loadSupport();
  return fn;
}
