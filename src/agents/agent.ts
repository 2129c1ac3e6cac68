import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { Awaitable, Suspension } from "../coroutines/awaitable.js";
import { Future } from "../coroutines/future.js";
import { answerBell, waitForBell } from "../drivers/bell.js";
import { RuntimeError, TimeoutError } from "../kernel/errors.js";
import { noteMade } from "../kernel/note.js";
import { observedLoops } from "../kernel/observer.js";
import { requireRunningLoop } from "../kernel/running.js";
import { checkArguments } from "./arguments.js";
import { decodeThrown, type Thrown } from "./error-transfer.js";
import { deliverCall } from "./inbox.js";
import { isLoadingTarget } from "./loading.js";
import { Mailbox } from "./mailbox.js";
import type { AgentMessage, StartSettings, WardenReport } from "./messages.js";
import { notCloneable, RemoteLoop } from "./remote-loop.js";
import { Target, type TargetFunction, type TargetResult } from "./target.js";
import { forgetUntaken, noteUntaken } from "./untaken.js";
import { askWarden, type Enlisted, enlist } from "./warden.js";

/** Settings of a thread or process. */
export interface AgentOptions {
  /** What reports call it; `Thread-1`, `Process-1`, … by default. */
  readonly name?: string;
  /** Whether this process may end while the agent still runs, which ends the agent. `false` by default. */
  readonly daemon?: boolean;
}

/** How an agent ended. */
type Outcome = { readonly value: unknown } | { readonly error: unknown };

type Phase = "new" | "running" | "done";

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
  /** @internal */ protected readonly target: Target<F>;
  /** @internal */ protected readonly args: readonly unknown[];
  private enlisted: Enlisted | null = null;
  private phase: Phase = "new";
  private sent: Outcome | null = null;
  private outcome: Outcome | null = null;
  private code: number | null = null;
  private mailbox: Mailbox<AgentMessage, AgentMessage> | null = null;
  private readonly listeners = new Set<(outcome: Outcome) => void>();

  /** Programs make a {@link Thread} or a {@link Process}. */
  constructor(kind: string, target: Target<F>, args: Parameters<F>, options: AgentOptions, number: number) {
    if (!(target instanceof Target)) {
      throw new TypeError(
        `Cannot make a ${kind} of ${String(target)}: a target is expected. Name the function with exported(import.meta.url, fn).`,
      );
    }
    this.name = options.name ?? `${kind}-${number}`;
    this.daemon = options.daemon ?? false;
    this.target = target;
    this.args = args;
    checkArguments(args, this.toString());
    const send = (message: AgentMessage) => {
      if (this.phase === "new")
        throw new RuntimeError(
          `Cannot reach the loop of ${this}: it is not started. Call start() first.`,
          "ERR_AGENT_NEW",
        );
      if (this.mailbox === null)
        throw new RuntimeError(`Cannot reach the loop of ${this}: it has ended`, "ERR_AGENT_ENDED");
      this.mailbox.send(message);
    };
    this.loop = new RemoteLoop({ send }, this.toString());
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
    const { port1, port2 } = new MessageChannel();
    const bell = new Int32Array(new SharedArrayBuffer(4));
    const enlisted = enlist(this.daemon, (report) => this.take(report));
    try {
      this.launch(enlisted.id, port2, bell);
    } catch (error) {
      enlisted.cancel();
      port1.close();
      throw notCloneable(this.toString(), error);
    }
    this.enlisted = enlisted;
    this.phase = "running";
    this.mailbox = new Mailbox<AgentMessage, AgentMessage>(port1, bell, (message) => this.receive(message));
    // Until the agent has ended the warden keeps this process alive.
    this.mailbox.unref();
    if (observedLoops > 0) noteMade(this);
    return this;
  }

  /** Whether it was started and has not ended. */
  isAlive(): boolean {
    if (this.phase === "running") answerBell();
    return this.phase === "running";
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
  join(timeout = Number.POSITIVE_INFINITY): TargetResult<F> {
    if (typeof timeout !== "number" || Number.isNaN(timeout))
      throw new RangeError(`Cannot join ${this}: the timeout is ${String(timeout)}`);
    if (this.phase === "new")
      throw new RuntimeError(`Cannot join ${this}: it is not started. Call start() first.`, "ERR_AGENT_NEW");
    const end = performance.now() + timeout;
    for (;;) {
      answerBell();
      if (this.outcome !== null) {
        forgetUntaken(this);
        return take(this.outcome) as TargetResult<F>;
      }
      const left = end - performance.now();
      if (left <= 0) throw new TimeoutError(`${this} has not ended within ${timeout} ms; it goes on`);
      waitForBell(left);
    }
  }

  /** Lets `yield*` wait for it, without blocking the loop. */
  [Symbol.iterator](): Iterator<Suspension, TargetResult<F>, unknown> {
    const loop = requireRunningLoop(`waiting for ${this}`);
    const future = new Future<TargetResult<F>>(loop).standFor(this);
    const release = this.whenDone((outcome) => {
      if (future.done() || loop.isClosed()) return;
      try {
        future.setResult(take(outcome) as TargetResult<F>);
      } catch (error) {
        future.setException(error instanceof Error ? error : new Error(String(error), { cause: error }));
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
      this.whenDone((outcome) => {
        if ("error" in outcome) reject(outcome.error);
        else resolve(outcome.value as TargetResult<F>);
      });
    }).then(onFulfilled, onRejected);
  }

  abstract toString(): string;

  /** @internal Whether its result is known to those who wait as soon as it is there, or when the agent has ended. */
  protected abstract readonly settlesEarly: boolean;

  /** @internal Asks the warden to start it. */
  protected abstract launch(id: number, port: MessagePort, bell: Int32Array): void;

  /** @internal */
  protected started(_pid: number): void {}

  /** @internal */
  protected settings(): StartSettings {
    return { name: this.name, env: { ...process.env }, execArgv: withoutEval(process.execArgv) };
  }

  /** @internal */
  protected kill(signal: NodeJS.Signals): void {
    if (this.isAlive() && this.enlisted !== null) askWarden({ type: "kill", id: this.enlisted.id, signal });
  }

  /** Returns a function that takes the listener back. */
  private whenDone(listener: (outcome: Outcome) => void): () => void {
    if (this.phase === "new")
      throw new RuntimeError(
        `Cannot wait for ${this}: it is not started. Call start() first.`,
        "ERR_AGENT_NEW",
      );
    forgetUntaken(this);
    if (this.outcome !== null) {
      listener(this.outcome);
    } else {
      this.enlisted?.hold();
      this.listeners.add(listener);
    }
    return () => {
      if (this.listeners.delete(listener)) this.enlisted?.release();
    };
  }

  private receive(message: AgentMessage): void {
    switch (message.type) {
      case "call":
        deliverCall(message);
        break;
      case "result":
        this.sent = { value: message.value };
        break;
      case "error":
        this.sent = { error: decodeThrown(message.thrown, this.toString()) };
    }
    if (this.sent !== null && this.settlesEarly) this.settle(this.sent);
  }

  private take(report: WardenReport): void {
    if (report.type === "started") {
      this.started(report.pid);
      return;
    }
    this.code = report.exitCode;
    // What it sent before it ended may not have been looked at.
    this.mailbox?.poll();
    this.mailbox?.close();
    this.mailbox = null;
    this.phase = "done";
    this.settle(this.sent ?? { error: this.endedEarly(report) });
  }

  private endedEarly({ exitCode, signal, thrown }: WardenReport & { type: "ended" }): Error {
    const how =
      thrown !== undefined
        ? messageOf(thrown)
        : signal !== null
          ? `killed by ${signal}`
          : `exit code ${exitCode}`;
    const cause = thrown === undefined ? undefined : decodeThrown(thrown, this.toString());
    return new RuntimeError(`${this} ended before its target returned: ${how}`, "ERR_AGENT_ENDED", { cause });
  }

  private settle(outcome: Outcome): void {
    if (this.outcome !== null) return;
    this.outcome = outcome;
    if ("error" in outcome && this.listeners.size === 0) noteUntaken(this, outcome.error);
    for (const listener of this.listeners) {
      this.enlisted?.release();
      listener(outcome);
    }
    this.listeners.clear();
  }
}

function take(outcome: Outcome): unknown {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

function messageOf(thrown: Thrown): string {
  return "error" in thrown ? `${thrown.error.name}: ${thrown.error.message}` : String(thrown.value);
}

/** Options of a program given on the command line are not for its agents. */
function withoutEval(execArgv: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < execArgv.length; i++) {
    const option = execArgv[i] as string;
    if (/^(-e|--eval|-p|--print|-pe)$/.test(option)) i++;
    else if (!/^(--input-type|--eval|--print|--test|--watch)/.test(option)) kept.push(option);
  }
  return kept;
}
