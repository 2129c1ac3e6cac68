import { setAlarm } from "../../drivers/alarm.js";
import { now } from "../../kernel/now.js";
import { BegunThread } from "../begun-thread.js";
import type { IsBlocked } from "../blocking-wait.js";
import { Call } from "../calls/call.js";
import { loopReceiver } from "../calls/loop-receiver.js";
import { ALONE, CLAIM, CLOSE, RETIRE, TELL_START, WITHDRAW } from "../calls/messages.js";
import type { CallSettings } from "../calls/peer.js";
import { type AgentKind, Launched } from "../launched.js";
import type { ReferenceHolder } from "../modules/reference-holder.js";
import type { Target } from "../named-target.js";
import type { OutputPair, OutputSink } from "../output-stream.js";
import { noteUntaken } from "../untaken.js";
import { NO_EXTRAS } from "./call-extras.js";
import { claim, newClaims, offer } from "./claims.js";
import { PoolCall } from "./pool-call.js";
import type { PoolSettings } from "./pool-options.js";
import { WholeLines } from "./whole-lines.js";
import { workerSettings } from "./worker-settings.js";

/** A worker that was told to end, and does not, is ended after this long, in milliseconds. */
const CLOSING_TIME = 5_000;
/** So is one whose teardown does not end. */
const TEARDOWN_TIME = 10_000;

/** What is told of a worker. */
export interface WorkerListener {
  /** It may be given calls, after its initializer has run. */
  ready(worker: PoolWorker): void;
  /** What it sent together was taken in. */
  afterBatch(): void;
  /** It uses more memory than it may. */
  spent(worker: PoolWorker): void;
  /** Its initializer threw. */
  broken(worker: PoolWorker, error: unknown): void;
  /** It has ended. */
  workerEnded(worker: PoolWorker, error: Error): void;
}

/** A thread or process of an executor. */
export class PoolWorker {
  readonly title: string;
  /** How many calls it has. */
  load = 0;
  /** Whether it may be given calls. */
  isReady = false;
  /** Whether it is given no more calls. */
  isRetired = false;
  /** Whether somebody counts on what its modules hold: it is not replaced. */
  isPinned = false;
  /** Whether it has begun a call. */
  hasWorked = false;
  /** Whether it was told to end. */
  wasClosed = false;
  /** How many calls it may still be given. */
  callsLeft: number;
  /** When it last had something to do, and for how long in all it had, in milliseconds. */
  busySince = 0;
  busyTime = 0;
  readonly started = now();
  /** How it ended. */
  endError: Error | null = null;
  /** Since when it has had nothing to do, and whether a timer looks at that. */
  idleSince = 0;
  isWatched = false;
  private readonly launched: Launched;
  private readonly claims: Int32Array | null;
  private readonly settings: PoolSettings;
  private stopAlarm: (() => void) | null = null;
  /** How the present call is sent. There are many, and each is sent before the next one. */
  private readonly sending: { -readonly [Key in keyof CallSettings]-?: CallSettings[Key] } = {
    flags: 0,
    transfer: NO_EXTRAS.transfer,
    lazily: false,
    context: null,
    isLong: false,
  };

  /**
   * @param begun of a thread that has begun already
   * @param output of all workers, as far as it is piped
   */
  constructor(
    kind: AgentKind,
    number: number,
    settings: PoolSettings,
    begun: BegunThread | null,
    output: OutputPair,
    listener: WorkerListener,
  ) {
    const start = workerSettings(kind, number, settings);
    const thread = kind === "thread" ? { begun: begun ?? new BegunThread(start), claims: newClaims() } : null;
    this.title = `<${kind === "thread" ? "Thread" : "Process"} ${start.name}>`;
    this.settings = settings;
    this.callsLeft = settings.maxTasksPerChild;
    this.claims = thread?.claims ?? null;
    this.launched = new Launched(
      {
        kind,
        title: this.title,
        settings: start,
        receiver: {
          ...loopReceiver,
          take: (message) => {
            if (message === RETIRE) listener.spent(this);
          },
          afterBatch: () => listener.afterBatch(),
        },
        daemon: true,
        isAlwaysAwake: false,
        output: [linesInto(output[0]), linesInto(output[1])],
        ...thread,
      },
      {
        ended: (_exitCode, error) => {
          this.stopAlarm?.();
          this.endError = error;
          listener.workerEnded(this, error);
        },
      },
    );
    this.launched.launch();
    if (settings.initializer === null) {
      this.isReady = true;
      return;
    }
    const call = new Call<unknown>();
    this.launched.peer.send(call, settings.initializer, settings.initargs, { flags: ALONE });
    call.future.addDoneCallback(() => {
      const error = call.future.exception();
      if (error === null) {
        this.isReady = true;
        listener.ready(this);
      } else if (!this.wasClosed) {
        listener.broken(this, error);
      }
    });
  }

  /** Where calls about references are sent. */
  get holder(): ReferenceHolder {
    return this.launched.peer;
  }

  /**
   * Gives it a call.
   * @param isAhead whether it has others that come first
   * @param isLong whether calls usually take long
   * @throws TypeError if an argument can't be sent
   */
  send(call: PoolCall<unknown>, isAhead: boolean, isLong: boolean): void {
    const { sending } = this;
    const { peer } = this.launched;
    const isOffered = this.claims !== null && offer(this.claims, peer.nextId);
    const { deadline, flags, transfer, context } = call.extras;
    // While the worker loads what it calls first, this thread gets to know by what way answers come.
    const tellsStart = deadline !== null || peer.nextId === 1;
    sending.flags = flags | (isOffered ? CLAIM : 0) | (tellsStart ? TELL_START : 0);
    sending.transfer = transfer;
    sending.lazily = isAhead;
    sending.context = context;
    sending.isLong = isLong;
    try {
      peer.send(call, call.target, call.args, sending);
    } catch (error) {
      if (isOffered) claim(this.claims as Int32Array, peer.nextId);
      throw error;
    }
    call.sentTo(this);
    if (this.load++ === 0) this.busySince = now();
    this.callsLeft--;
  }

  /** The calls that it has, oldest first. */
  calls(): PoolCall<unknown>[] {
    return this.launched.peer.callsUnderWay().filter((call) => call instanceof PoolCall);
  }

  /** Whether its calls can't all be done as long as those are blocked of whom `isBlocked` says so. */
  needs(isBlocked: IsBlocked): boolean {
    const { peer } = this.launched;
    return isBlocked(peer) || this.calls().some((call) => isBlocked(call));
  }

  /** Whether it begins no more calls as long as those are blocked. */
  isHeldUpBy(isBlocked: IsBlocked): boolean {
    const { peer } = this.launched;
    if (isBlocked(peer)) return true;
    const running = this.calls().slice(0, this.settings.concurrency);
    return running.length === this.settings.concurrency && running.every((call) => isBlocked(call));
  }

  /** Takes back a call that has not begun. Returns whether that was possible. */
  takeBack(call: PoolCall<unknown>): boolean {
    if (this.claims === null || !claim(this.claims, call.id)) return false;
    this.launched.peer.retract(call);
    this.callsLeft++;
    this.release(call);
    return true;
  }

  /** Asks it to begin none of the calls that it has, as far as they have not begun. */
  withdraw(): void {
    this.launched.peer.post(WITHDRAW);
  }

  /** Nobody waits for a call any more: it does not keep this process alive. */
  forsake(call: PoolCall<unknown>): void {
    this.launched.peer.forsake(call);
  }

  /** Takes back {@link PoolWorker.forsake}. */
  reclaim(call: PoolCall<unknown>): void {
    this.launched.peer.reclaim(call);
  }

  /** Somebody counts on what its modules hold. */
  pin(): void {
    this.isPinned = true;
    this.callsLeft = Number.POSITIVE_INFINITY;
  }

  /** It has done a call. */
  release(call: PoolCall<unknown>): void {
    call.worker = null;
    if (--this.load === 0) this.busyTime += now() - this.busySince;
  }

  /** Whether a call that it had when it ended may have begun. */
  mayHaveBegun(call: PoolCall<unknown>): boolean {
    return this.claims === null || !claim(this.claims, call.id);
  }

  /** Lets it end in good order. It must have no calls. */
  close(): void {
    this.isRetired = true;
    this.wasClosed = true;
    const { teardown } = this.settings;
    if (teardown === null || !this.isReady) this.end();
    else this.tearDown(teardown);
  }

  private tearDown(teardown: Target): void {
    const call = new Call<unknown>();
    this.launched.peer.send(call, teardown, []);
    this.stopAlarm = setAlarm(TEARDOWN_TIME, () =>
      this.launched.killFor(`its teardown did not end within ${TEARDOWN_TIME} ms`),
    );
    call.future.addDoneCallback((future) => {
      this.stopAlarm?.();
      const error = future.exception();
      if (error !== null) noteUntaken(this, `The teardown of ${this.title}`, error);
      this.end();
    });
  }

  private end(): void {
    this.launched.wasToldToEnd = true;
    this.launched.peer.post(CLOSE);
    this.stopAlarm = setAlarm(CLOSING_TIME, () => this.launched.kill());
  }

  /** Sends what waits to be sent. */
  flush(): void {
    this.launched.peer.flush();
  }

  /** Keeps this process alive until it has ended. */
  hold(): void {
    this.launched.hold();
  }

  /** Ends it at once. Calls may wait for its place. */
  kill(fault: string): void {
    this.isRetired = true;
    this.wasClosed = true;
    this.hold();
    this.launched.killFor(fault);
  }

  /** The share of its time in which it had something to do. */
  utilization(): number {
    const time = now();
    const busy = this.busyTime + (this.load > 0 ? time - this.busySince : 0);
    return busy / (time - this.started);
  }
}

function linesInto(sink: OutputSink | null): OutputSink | null {
  return sink === null ? null : new WholeLines(sink);
}
