import type { Awaitable, Suspension } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import { toError } from "../coroutines/to-error.js";
import { answerBell } from "../drivers/bell.js";
import { RuntimeError, TimeoutError } from "../kernel/errors.js";
import { noteMade } from "../kernel/note.js";
import { observedLoops } from "../kernel/observer.js";
import { requireRunningLoop } from "../kernel/running.js";
import type { TargetFunction, TargetResult } from "../loop/executor.js";
import { checkArguments } from "./arguments.js";
import { blockFor, type Wait } from "./blocking-wait.js";
import { Call } from "./calls/call.js";
import { captureContext } from "./calls/carried-context.js";
import { MAIN } from "./calls/messages.js";
import { checkTimeout } from "./check-timeout.js";
import type { Launch, LaunchListener } from "./launch.js";
import { isLoadingTarget } from "./loading.js";
import { takeMoved } from "./move.js";
import { Target } from "./named-target.js";
import { RemoteLoop } from "./remote-loop.js";
import { forgetUntaken, noteUntaken, type Untaken } from "./untaken.js";

type Phase = "new" | "running" | "done";

/** What an agent is called, and whether this process may end while it runs. */
interface AgentNaming {
  readonly name?: string;
  readonly daemon?: boolean;
}

/**
 * Something that runs a target elsewhere, with loops of its own: a {@link Thread} or a {@link Process}. Block on it with
 * {@link Agent.join}, or await it.
 */
export abstract class Agent<F extends TargetFunction> implements Awaitable<TargetResult<F>> {
  /** What reports call it. */
  readonly name: string;
  /** Whether this process may end while the agent still runs. */
  readonly daemon: boolean;
  /** The agent's loop, to hand calls to. */
  readonly loop: RemoteLoop;
  private readonly target: Target<F>;
  private readonly args: readonly unknown[];
  private launched: Launch | null = null;
  private phase: Phase = "new";
  private readonly main = new Call<TargetResult<F>>();
  /** Whether those who wait may be told how it ended. */
  private isSettled = false;
  private code: number | null = null;
  private untaken: Untaken | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly endListeners: (() => void)[] = [];

  /** Programs make a {@link Thread} or a {@link Process}. */
  constructor(kind: string, target: Target<F>, args: Parameters<F>, options: AgentNaming, number: number) {
    if (!(target instanceof Target)) {
      throw new TypeError(
        `Cannot make a ${kind} of ${String(target)}: a target is expected. Name the function with exported(import.meta.url, fn).`,
      );
    }
    const { name = `${kind}-${number}` } = options;
    if (typeof name !== "string")
      throw new TypeError(`Cannot name a ${kind} ${String(name)}: a string is expected`);
    this.name = name;
    this.daemon = options.daemon ?? false;
    this.target = target;
    this.args = args;
    checkArguments(args, this.toString());
    this.main.future.addDoneCallback(() => {
      if (this.settlesEarly) this.settle();
    });
    this.loop = new RemoteLoop(
      {
        send: (call, callee, callArgs, settings) =>
          this.requireLaunched("reach the loop of").peer.send(call, callee, callArgs, settings),
        kill: () => this.launched?.killFor("a call into its loop did not end when it was cancelled"),
      },
      this.toString(),
    );
  }

  /**
   * Starts it, and returns it.
   * @throws RuntimeError (`ERR_AGENT_STARTED`) the second time, or (`ERR_LOADING`) in a thread or process that is still
   * importing the module of its target; TypeError if an argument can't be cloned.
   */
  start(): this {
    if (this.phase !== "new")
      throw new RuntimeError(`Cannot start ${this}: it can only be started once`, "ERR_AGENT_STARTED");
    if (isLoadingTarget()) {
      throw new RuntimeError(
        `Cannot start ${this} here: this thread or process is still importing the module of its own target, which would ` +
          "start another each time that it is imported. Put it inside if (isMainModule(import.meta.url)) { … }.",
        "ERR_LOADING",
      );
    }
    const launched = this.prepare({
      started: (pid) => this.started(pid),
      ended: (exitCode, error) => this.ended(exitCode, error),
    });
    try {
      const { values, transfer } = takeMoved(this.args);
      launched.peer.send(this.main as Call<unknown>, this.target, values, {
        flags: MAIN,
        context: captureContext(),
        transfer,
      });
      launched.launch();
    } catch (error) {
      launched.abandon();
      throw error;
    }
    this.launched = launched;
    this.phase = "running";
    if (observedLoops > 0) noteMade(this);
    return this;
  }

  /** Whether it was started and has not ended. */
  isAlive(): boolean {
    if (this.phase === "running") answerBell();
    return this.phase === "running";
  }

  /** @internal Whether it runs, and its target has not returned so far. */
  isOpen(): boolean {
    return this.isAlive() && !this.isSettled;
  }

  /** Its exit code, once it has ended; `null` before, and if a signal ended it. */
  get exitCode(): number | null {
    if (this.phase === "running") answerBell();
    return this.code;
  }

  /**
   * Blocks this thread until the target has returned, and returns its result or throws its error. No loop of this thread
   * runs meanwhile: inside a coroutine, await the agent instead. Python: `Thread.join`, which gives no result.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`; RuntimeError if it was not started, or ended before its target returned.
   */
  join(timeout?: number): TargetResult<F> {
    const limit = checkTimeout(timeout, `join ${this}`);
    const launched = this.requireLaunched("join");
    if (!this.isSettled) {
      const wait: Wait = {
        done: () => this.isSettled,
        needs: (isBlocked) => isBlocked(launched.peer),
        onBlock: noop,
      };
      if (!blockFor(wait, limit))
        throw new TimeoutError(`${this} has not ended within ${timeout} ms; it goes on`);
    }
    this.markTaken();
    return this.main.future.result();
  }

  /** Lets `yield*` wait for it, without blocking the loop. */
  [Symbol.iterator](): Iterator<Suspension, TargetResult<F>, unknown> {
    const loop = requireRunningLoop(`waiting for ${this}`);
    const future = new Future<TargetResult<F>>(loop).standFor(this);
    const release = this.whenSettled(() => {
      if (future.done() || loop.isClosed()) return;
      try {
        future.setResult(this.main.future.result());
      } catch (error) {
        future.setException(toError(error));
      }
    });
    // Whoever waits may be cancelled.
    future.addDoneCallback(release);
    return future[Symbol.iterator]();
  }

  /** Lets host code wait for it with `await`. */
  // biome-ignore lint/suspicious/noThenProperty: this is what makes it awaitable
  then<A = TargetResult<F>, B = never>(
    onFulfilled?: ((value: TargetResult<F>) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return new Promise<TargetResult<F>>((resolve, reject) => {
      this.whenSettled(() => this.main.future.then(resolve, reject));
    }).then(onFulfilled, onRejected);
  }

  /** Ends it if it runs, and blocks until it has ended: at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.forsake();
    if (this.phase !== "running") return;
    const wait: Wait = { done: () => this.phase === "done", needs: () => false, onBlock: noop };
    blockFor(wait, Number.POSITIVE_INFINITY);
  }

  /** Ends it if it runs, and waits until it has ended: at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.forsake();
    if (this.phase !== "running") return;
    this.launched?.hold();
    while (this.phase === "running") await new Promise<void>((resolve) => this.endListeners.push(resolve));
  }

  /** Ends it without waiting for its target: a thread at once, a process by SIGTERM. */
  abstract terminate(): void;

  abstract toString(): string;

  /** @internal Makes it ready to be sent its first call, and to be launched. */
  protected abstract prepare(listener: LaunchListener): Launch;

  /** @internal Whether its result is known to those who wait as soon as it is there, or when the agent has ended. */
  protected abstract readonly settlesEarly: boolean;

  /** @internal */
  protected started(_pid: number): void {}

  /** @internal */
  protected endWith(signal: NodeJS.Signals): void {
    if (this.isAlive()) this.launched?.kill(signal);
  }

  /** Nobody wants its result: it ends, and how is not reported. */
  private forsake(): void {
    this.markTaken();
    this.listeners.add(noop);
    this.endWith("SIGKILL");
  }

  private requireLaunched(what: string): Launch {
    if (this.launched === null)
      throw new RuntimeError(
        `Cannot ${what} ${this}: it is not started. Call start() first.`,
        "ERR_AGENT_NEW",
      );
    return this.launched;
  }

  /** Returns a function that takes the listener back. */
  private whenSettled(listener: () => void): () => void {
    const launched = this.requireLaunched("wait for");
    this.markTaken();
    if (this.isSettled) {
      listener();
    } else {
      launched.hold();
      this.listeners.add(listener);
    }
    return () => {
      if (this.listeners.delete(listener)) launched.release();
    };
  }

  private ended(exitCode: number | null, error: RuntimeError): void {
    this.code = exitCode;
    this.phase = "done";
    this.main.future.reject(error);
    this.settle();
    for (const listener of this.endListeners.splice(0)) listener();
  }

  private settle(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const error = this.main.future.cancelled() ? null : this.main.future.exception();
    if (error !== null && this.listeners.size === 0)
      this.untaken = noteUntaken(this, `${this}`, this.thrown());
    for (const listener of this.listeners) {
      this.launched?.release();
      listener();
    }
    this.listeners.clear();
  }

  private thrown(): unknown {
    try {
      return this.main.future.result();
    } catch (error) {
      return error;
    }
  }

  private markTaken(): void {
    if (this.untaken !== null) forgetUntaken(this.untaken);
    this.untaken = null;
  }
}

function noop(): void {}
