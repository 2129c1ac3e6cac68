import type { Coroutine } from "../coroutines/awaitable.js";
import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { BrokenBarrierError } from "../kernel/errors.js";
import { Condition } from "./condition.js";
import { hold } from "./hold.js";

type State = "filling" | "draining" | "resetting" | "broken";

/**
 * Lets tasks go on once so many of them wait, all together. Python: `asyncio.Barrier`.
 *
 * @example
 * const barrier = new Barrier(2);
 * await run(function* () {
 *   const other = getRunningLoop().createTask(barrier.wait());
 *   const mine = yield* barrier.wait();
 *   assert.deepEqual([mine, yield* other].sort(), [0, 1]);
 * });
 */
export class Barrier {
  /** How many tasks it takes. */
  readonly parties: number;
  private readonly condition = new BarrierCondition(this);
  private state: State = "filling";
  private count = 0;

  /** @throws RangeError if `parties` is not a whole number of 1 or more. */
  constructor(parties: number) {
    if (!Number.isInteger(parties) || parties < 1) {
      throw new RangeError(
        `Cannot make a Barrier of ${String(parties)} parties: a whole number of 1 or more is expected`,
      );
    }
    this.parties = parties;
  }

  /** How many tasks wait for the others. */
  get waiting(): number {
    return this.state === "filling" ? this.count : 0;
  }

  /** Whether {@link Barrier.abort} was called. */
  get broken(): boolean {
    return this.state === "broken";
  }

  /**
   * Waits for the others, and gives each task another number, from 0 to `parties - 1`.
   * @throws BrokenBarrierError if the barrier is broken, or is reset meanwhile.
   */
  wait(): LazyAwaitable<number> {
    return hold("Barrier.wait", this.condition, () => this.pass());
  }

  /** Empties the barrier: who waits gets a BrokenBarrierError. A broken barrier can be used again. */
  reset(): LazyAwaitable<void> {
    return this.change("Barrier.reset", () => {
      this.state = this.count > 0 ? "resetting" : "filling";
    });
  }

  /** Breaks the barrier: who waits, and whoever comes, gets a BrokenBarrierError. */
  abort(): LazyAwaitable<void> {
    return this.change("Barrier.abort", () => {
      this.state = "broken";
    });
  }

  toString(): string {
    return `<Barrier ${this.state}${this.broken ? "" : ` waiters:${this.waiting}/${this.parties}`}>`;
  }

  private change(name: string, fn: () => void): LazyAwaitable<void> {
    const { condition } = this;
    const body = function* (): Coroutine<void> {
      fn();
      condition.notifyAll();
    };
    return hold(name, condition, body);
  }

  private *pass(): Coroutine<number> {
    // Who comes while the former round leaves belongs to the next one.
    yield* this.condition.waitWhileNot(() => this.state !== "draining" && this.state !== "resetting");
    if (this.state === "broken") throw new BrokenBarrierError("The barrier is broken: it was aborted");
    try {
      const index = this.count;
      this.count++;
      if (index + 1 === this.parties) {
        this.state = "draining";
        this.condition.notifyAll();
      } else {
        yield* this.condition.waitWhileNot(() => this.state !== "filling");
        if (this.isUnusable())
          throw new BrokenBarrierError("The barrier was aborted or reset while a task waited");
      }
      return index;
    } finally {
      this.count--;
      this.leave();
    }
  }

  private isUnusable(): boolean {
    return this.state === "broken" || this.state === "resetting";
  }

  /** The last to leave opens the next round. */
  private leave(): void {
    if (this.count > 0) return;
    if (this.state === "resetting" || this.state === "draining") this.state = "filling";
    this.condition.notifyAll();
  }
}

/** The barrier's own condition: reports of who waits name the barrier. */
class BarrierCondition extends Condition {
  private readonly barrier: Barrier;

  constructor(barrier: Barrier) {
    super();
    this.barrier = barrier;
  }

  override toString(): string {
    return String(this.barrier);
  }
}
