import { CancelledError, RuntimeError, TimeoutError } from "../kernel/errors.js";
import type { TimerHandle } from "../kernel/handle.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { AwaitableLike, Coroutine } from "./awaitable.js";
import { checkBody } from "./check-body.js";
import { checkTime } from "./check-time.js";
import { waitable } from "./host-promise.js";
import type { LazyAwaitable } from "./lazy-awaitable.js";
import { lazily } from "./library-coroutine.js";
import { ScopeOwner } from "./scope-owner.js";

type State = "created" | "active" | "expiring" | "expired" | "finished";

/** The deadline of a {@link timeout} whose body runs. Python: `asyncio.Timeout`. */
export class Timeout {
  private state: State = "created";
  private deadline: number | null;
  private owner: ScopeOwner | null = null;
  private timer: { cancel(): void } | null = null;

  /** Programs call {@link timeout} or {@link timeoutAt}. */
  constructor(when: number | null) {
    this.deadline = when;
  }

  /** When the body is cancelled, in milliseconds on the loop's clock, or `null` for never. */
  when(): number | null {
    return this.deadline;
  }

  /** Whether the deadline has passed, so that the body is being or was cancelled. */
  expired(): boolean {
    return this.state === "expiring" || this.state === "expired";
  }

  /**
   * Moves the deadline; `null` takes it away.
   * @throws RuntimeError (`ERR_TIMEOUT_STATE`) unless the body runs and the deadline has not passed.
   */
  reschedule(when: number | null): void {
    if (this.state !== "active") {
      throw new RuntimeError(
        `Cannot reschedule a timeout that is ${this.state}: its body must be running`,
        "ERR_TIMEOUT_STATE",
      );
    }
    checkTime(when, "reschedule a timeout to");
    this.deadline = when;
    this.timer?.cancel();
    this.timer = when === null ? null : this.setTimer(when);
  }

  toString(): string {
    const when = this.state === "active" ? ` when=${this.deadline}` : "";
    return `<Timeout ${this.state}${when}>`;
  }

  /** @internal */
  enter(): void {
    this.owner = new ScopeOwner("timeout");
    this.state = "active";
    this.reschedule(this.deadline);
  }

  /** @internal Ends the timeout. Returns what to throw in place of `error`. */
  exit(error: unknown): unknown {
    this.timer?.cancel();
    this.timer = null;
    if (this.state !== "expiring") {
      this.state = "finished";
      return error;
    }
    this.state = "expired";
    const owner = this.owner as ScopeOwner;
    const isOurs = owner.task().uncancel() <= owner.requestsBefore() && error instanceof CancelledError;
    return isOurs ? new TimeoutError("The deadline has passed", { cause: error }) : error;
  }

  private setTimer(when: number): TimerHandle | { cancel(): void } {
    const loop = requireRunningLoop("timeout()");
    const expire = () => {
      (this.owner as ScopeOwner).task().cancel();
      this.state = "expiring";
      this.timer = null;
    };
    return when <= loop.time() ? loop.callSoon(expire) : loop.timeAt(when, expire);
  }
}

/**
 * Runs `body`, and cancels it if it takes longer than `ms` milliseconds: then it throws a TimeoutError. `null` sets no
 * limit; the body is given the {@link Timeout} and may change it. Python: `async with asyncio.timeout(…)`.
 *
 * @example
 * await run(function* () {
 *   const late = timeout(5, () => sleep(60_000));
 *   try {
 *     yield* late;
 *     assert.fail();
 *   } catch (error) {
 *     assert.ok(error instanceof TimeoutError);
 *   }
 * });
 */
export function timeout<T>(
  ms: number | null,
  body: (timeout: Timeout) => AwaitableLike<T>,
): LazyAwaitable<T> {
  checkTime(ms, "set a timeout of");
  checkBody(body, "a timeout");
  return lazily("timeout", timeoutAfter(ms, body));
}

/** {@link timeout}, with the time at which it ends, on the loop's clock. Python: `asyncio.timeout_at`. */
export function timeoutAt<T>(
  when: number | null,
  body: (timeout: Timeout) => AwaitableLike<T>,
): LazyAwaitable<T> {
  checkTime(when, "set a timeout at");
  checkBody(body, "a timeout");
  return lazily("timeoutAt", runLimited(new Timeout(when), body));
}

function* timeoutAfter<T>(ms: number | null, body: (timeout: Timeout) => AwaitableLike<T>): Coroutine<T> {
  const when = ms === null ? null : requireRunningLoop("timeout()").time() + ms;
  return yield* runLimited(new Timeout(when), body);
}

/** @internal The body of `timeout`, with a timeout of the caller's. */
export function* runLimited<T>(limit: Timeout, body: (timeout: Timeout) => AwaitableLike<T>): Coroutine<T> {
  limit.enter();
  let result: T;
  try {
    result = yield* waitable(body(limit), "the body of a timeout");
  } catch (error) {
    throw limit.exit(error);
  }
  limit.exit(undefined);
  return result;
}
