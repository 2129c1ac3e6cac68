import type { Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { BrokenBarrierError, TimeoutError } from "../../kernel/errors.js";
import { checkTimeout } from "../check-timeout.js";
import { Crowd } from "./crowd.js";
import { Guarded } from "./guarded.js";
import { Rows } from "./rows.js";
import { objectFor, Shared } from "./shared.js";
import type { SharedHandle } from "./shared-handle.js";
import { SharedMemory } from "./shared-memory.js";

const PARTIES = SharedMemory.first;
const STATE = PARTIES + 1;

/* The guarded words. */
/** The number of the present round, from 1. A round ends when all have come, or with a reset. */
const ROUND = 0;
/** How many have come to it. */
const COUNT = 1;
const IS_BROKEN = 2;
/** How often the barrier was reset, and the round that the last reset ended. */
const RESETS = 3;
const RESET_ROUND = 4;
const STATE_WORDS = 5;

const CROWD = STATE + Guarded.words(STATE_WORDS);

/** Where somebody came in. */
interface Arrival {
  readonly round: number;
  readonly resets: number;
  readonly index: number;
}

/**
 * Lets tasks and blocked threads of all threads go on once so many of them wait, all together. It is sent to another thread
 * as it is. If a thread ends that waits at it, the barrier is broken, as the others could never get through. Python:
 * `threading.Barrier`, whose timeout breaks it; here who times out, or is cancelled, leaves it as `asyncio.Barrier`'s do.
 *
 * @example
 * const barrier = new SharedBarrier(2);
 * await run(function* () {
 *   const indexes = yield* gather([barrier.wait(), barrier.wait()]); // as well in two threads
 *   assert.deepEqual(indexes, [0, 1]);
 * });
 */
export class SharedBarrier extends Shared {
  private readonly state: Guarded;
  private readonly crowd: Crowd;

  /**
   * @param parties how many it takes
   * @throws RangeError if `parties` is not a whole number of 1 or more.
   */
  constructor(parties: number);
  /** @internal */
  constructor(memory: SharedMemory);
  constructor(from: number | SharedMemory) {
    super(from instanceof SharedMemory ? from : newMemory(from));
    this.state = new Guarded(this.memory, STATE, STATE_WORDS);
    this.crowd = new Crowd(this.memory, CROWD);
  }

  /**
   * This thread's object for the barrier that a handle stands for.
   * @throws TypeError if it stands for none.
   */
  static from(handle: SharedHandle): SharedBarrier {
    return objectFor("SharedBarrier", handle, (memory) => new SharedBarrier(memory));
  }

  /** How many it takes. */
  get parties(): number {
    return this.memory.words[PARTIES] as number;
  }

  /** How many wait for the others. */
  get waiting(): number {
    return this.state.read(COUNT);
  }

  /** Whether {@link SharedBarrier.abort} was called, or a thread has ended that waited. */
  get broken(): boolean {
    return this.state.read(IS_BROKEN) === 1 || this.hasLostOne();
  }

  /**
   * Waits for the others, and gives each another number, from 0 to `parties - 1`.
   * @throws BrokenBarrierError if the barrier is broken, or is broken or reset meanwhile.
   */
  wait(): LazyAwaitable<number> {
    return lazily("SharedBarrier.wait", this.pass());
  }

  /**
   * Blocks this thread until the others have come, and gives each another number, from 0 to `parties - 1`.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`; BrokenBarrierError if the barrier is broken, or is broken or reset meanwhile;
   * DeadlockError if no other thread is left.
   */
  waitSync(timeout = Number.POSITIVE_INFINITY): number {
    checkTimeout(timeout, `wait at ${this}`);
    const arrival = this.arrive();
    let passed = false;
    try {
      passed =
        this.isOver(arrival) || this.crowd.block(() => this.isOver(arrival), this, timeout, arrival.round);
    } finally {
      // The others may have come in the meantime.
      if (!passed) passed = !this.withdraw(arrival);
    }
    if (!passed) throw new TimeoutError(`The others did not come to ${this} within ${timeout} ms`);
    this.checkPassed(arrival);
    return arrival.index;
  }

  /** Empties the barrier: who waits gets a BrokenBarrierError. A broken barrier can be used again. */
  reset(): void {
    const { words } = this.memory;
    const at = this.state.enter();
    if ((words[at + COUNT] as number) > 0) {
      words[at + RESET_ROUND] = words[at + ROUND] as number;
      words[at + RESETS]!++;
      words[at + ROUND]!++;
    }
    words[at + COUNT] = 0;
    words[at + IS_BROKEN] = 0;
    this.state.commit();
    this.crowd.wakeAll();
  }

  /** Breaks the barrier: who waits, and whoever comes, gets a BrokenBarrierError. */
  abort(): void {
    const at = this.state.enter();
    this.memory.words[at + IS_BROKEN] = 1;
    this.state.commit();
    this.crowd.wakeAll();
  }

  override toString(): string {
    return `<SharedBarrier ${this.broken ? "broken" : `waiters:${this.waiting}/${this.parties}`}>`;
  }

  private *pass(): Coroutine<number> {
    const arrival = this.arrive();
    let ended = this.isOver(arrival);
    try {
      if (!ended) yield* this.crowd.wait(() => this.isOver(arrival), this, arrival.round);
      ended = true;
    } finally {
      if (!ended) this.withdraw(arrival);
    }
    this.checkPassed(arrival);
    return arrival.index;
  }

  private arrive(): Arrival {
    if (this.broken) throw new BrokenBarrierError(`Cannot wait at the SharedBarrier: ${this.whyBroken()}`);
    this.crowd.announce(this.state.read(ROUND));
    const { words } = this.memory;
    const at = this.state.enter();
    const round = words[at + ROUND] as number;
    const index = words[at + COUNT] as number;
    const arrival: Arrival = { round, resets: words[at + RESETS] as number, index };
    const isLast = index + 1 === words[PARTIES];
    if (isLast) {
      words[at + COUNT] = 0;
      words[at + ROUND]!++;
    } else {
      words[at + COUNT] = index + 1;
    }
    this.state.commit();
    if (isLast) {
      this.crowd.retract();
      this.crowd.wakeAll();
    }
    return arrival;
  }

  /** Takes back an arrival. Returns whether it could: else the round is over. */
  private withdraw({ round }: Arrival): boolean {
    const { words } = this.memory;
    const at = this.state.enter();
    if (words[at + ROUND] !== round) {
      this.state.leave();
      return false;
    }
    words[at + COUNT]!--;
    this.state.commit();
    return true;
  }

  private isOver({ round }: Arrival): boolean {
    return this.state.read(ROUND) !== round || this.broken;
  }

  private checkPassed({ round, resets }: Arrival): void {
    const at = this.state.enter();
    const { words } = this.memory;
    const isRunning = words[at + ROUND] === round;
    const since = (words[at + RESETS] as number) - resets;
    const resetRound = words[at + RESET_ROUND] as number;
    this.state.leave();
    if (isRunning) throw new BrokenBarrierError(`The SharedBarrier broke: ${this.whyBroken()}`);
    // Of more than one reset it is not known which round each ended.
    if (since > 1 || (since === 1 && resetRound <= round)) {
      throw new BrokenBarrierError("The SharedBarrier was reset while this waited at it");
    }
  }

  private whyBroken(): string {
    return this.hasLostOne()
      ? "a thread has ended that waited at it; call reset() to use it again"
      : "it was aborted";
  }

  /** Whether a thread has ended that waits for the present round. */
  private hasLostOne(): boolean {
    return this.state.read(COUNT) > 0 && this.crowd.hasDead(this.state.read(ROUND));
  }
}

function newMemory(parties: number): SharedMemory {
  if (!Number.isInteger(parties) || parties < 1) {
    throw new RangeError(
      `Cannot make a SharedBarrier of ${String(parties)} parties: a whole number of 1 or more is expected`,
    );
  }
  const memory = SharedMemory.make("SharedBarrier", CROWD - SharedMemory.first + Rows.words);
  memory.words[PARTIES] = parties;
  // A round is the ticket with which threads wait for it, which is not 0.
  for (const copy of [0, 1]) memory.words[STATE + 3 + copy * STATE_WORDS + ROUND] = 1;
  return memory;
}
