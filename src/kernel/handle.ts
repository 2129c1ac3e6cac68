import { type Context, currentScope, enterScope, type Scope, type Values } from "./context.js";
import type { Report } from "./exception-report.js";
import { bareHostContext, captureHostContext, type HostContext, storesAreUsed } from "./host-context.js";

/** A function that a loop calls: its arguments are those given with it. */
export type Callback<A extends readonly unknown[] = readonly unknown[]> = (...args: A) => unknown;

/** What a handle needs of its loop. */
interface Owner {
  readonly timers: { noteCancelled(): void };
  callExceptionHandler(report: Report): void;
}

const NO_ARGS: readonly unknown[] = [];
const nothing: Callback = () => undefined;

/**
 * A call that a loop will make, returned by `callSoon`. Python: `asyncio.Handle`.
 *
 * @example
 * const loop = newEventLoop();
 * const handle = loop.callSoon(() => assert.fail("was cancelled"));
 * handle.cancel();
 * loop.callSoon(() => loop.stop());
 * loop.runForever();
 * loop.close();
 */
export class Handle {
  /** @internal */ values: Values;
  private readonly scope: Scope;
  /** @internal */ readonly loop: Owner;
  private fn: Callback;
  private args: readonly unknown[];
  private readonly host: HostContext | null;
  private isCancelled = false;

  constructor(loop: Owner, fn: Callback, args: readonly unknown[], context?: Context) {
    this.values = currentScope().values;
    this.scope = context === undefined ? this : context;
    this.loop = loop;
    this.fn = fn;
    this.args = args;
    this.host = captureHostContext();
  }

  /** Prevents the call, if it was not made yet. */
  cancel(): void {
    this.isCancelled = true;
    this.fn = nothing;
    this.args = NO_ARGS;
  }

  /** Whether {@link Handle.cancel} was called. */
  cancelled(): boolean {
    return this.isCancelled;
  }

  /** @internal The context of a scope that is not its own. */
  get context(): null {
    return null;
  }

  /** @internal */
  get task(): null {
    return null;
  }

  /** @internal Whether this is a call of `fn`. */
  calls(fn: Callback): boolean {
    return this.fn === fn;
  }

  /** @internal */
  run(): void {
    if (this.isCancelled) return;
    enterScope(this.scope);
    try {
      if (!storesAreUsed) this.fn(...this.args);
      else (this.host ?? bareHostContext()).runInAsyncScope(this.fn, undefined, ...this.args);
    } catch (error) {
      this.loop.callExceptionHandler({
        message: `Exception in callback ${this}`,
        exception: error,
        handle: this,
      });
    }
  }

  toString(): string {
    return `<${this.constructor.name} ${this.isCancelled ? "cancelled" : `${this.fn.name || "anonymous"}()`}>`;
  }
}

/** A call that a loop will make at a set time, returned by `callLater` and `callAt`. Python: `asyncio.TimerHandle`. */
export class TimerHandle extends Handle {
  /** @internal Whether the timer heap holds it. */ scheduled = false;
  /** @internal Its place among equal deadlines. */ sequence = 0;
  private readonly deadline: number;

  constructor(loop: Owner, when: number, fn: Callback, args: readonly unknown[], context?: Context) {
    super(loop, fn, args, context);
    this.deadline = when;
  }

  /** When the call is due, in milliseconds on the loop's clock (`loop.time()`). */
  when(): number {
    return this.deadline;
  }

  override cancel(): void {
    if (this.scheduled && !this.cancelled()) this.loop.timers.noteCancelled();
    super.cancel();
  }
}
