import { constants } from "node:os";
import { answerBell } from "../drivers/bell.js";
import type { TargetFunction } from "../loop/executor.js";
import type { AgentOptions } from "./agent-options.js";
import { LocalAgent } from "./local-agent.js";
import type { Target } from "./named-target.js";

let count = 0;

/**
 * Runs a target in a new process, which shares nothing with this one and makes loops of its own. Python:
 * `multiprocessing.Process`, started by "spawn".
 *
 * ```ts
 * const child = new Process(exported(import.meta.url, work), [1000]).start();
 * const result = child.join(); // or: await child, or: yield* child
 * ```
 */
export class Process<F extends TargetFunction> extends LocalAgent<F> {
  /** @internal */ protected readonly kind = "process";
  /** @internal */ protected readonly entry = new URL("./process-main.js", import.meta.url);
  /** @internal Whoever has its result may ask for its exit code. */ protected readonly settlesEarly = false;
  private processId: number | null = null;

  /**
   * @param target the function to run, named by `exported`
   * @param args its arguments, which are cloned
   * @throws TypeError if `target` is not a target, or an argument belongs to this thread
   */
  constructor(target: Target<F>, args: Parameters<F>, options: AgentOptions = {}) {
    super("Process", target, args, options, ++count);
  }

  /** The operating system's number of it, `null` until it runs. */
  get pid(): number | null {
    if (this.processId === null) answerBell();
    return this.processId;
  }

  /** Asks the process to end: SIGTERM. */
  override terminate(): void {
    this.endWith("SIGTERM");
  }

  /**
   * Ends the process at once. The default signal is SIGKILL.
   * @throws RangeError if `signal` is none
   */
  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    if (!Object.hasOwn(constants.signals, signal))
      throw new RangeError(`Cannot kill ${this} with ${String(signal)}: the name of a signal is expected`);
    this.endWith(signal);
  }

  override toString(): string {
    return `<Process ${this.name}>`;
  }

  /** @internal */
  protected override started(pid: number): void {
    this.processId = pid;
  }
}
