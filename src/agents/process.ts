import { answerBell } from "../drivers/bell.js";
import type { TargetFunction } from "../loop/executor.js";
import { Agent } from "./agent.js";
import type { AgentOptions } from "./agent-options.js";
import type { Launch, LaunchListener } from "./launch.js";
import { prepareLaunch } from "./launch-locally.js";
import type { Target } from "./target.js";

const ENTRY = new URL("./process-main.js", import.meta.url);

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
export class Process<F extends TargetFunction> extends Agent<F> {
  /** @internal Whoever has its result may ask for its exit code. */ protected readonly settlesEarly = false;
  private readonly options: AgentOptions;
  private processId: number | null = null;

  /**
   * @param target the function to run, named by `exported`
   * @param args its arguments, which are cloned
   * @throws TypeError if `target` is not a target, or an argument belongs to this thread
   */
  constructor(target: Target<F>, args: Parameters<F>, options: AgentOptions = {}) {
    super("Process", target, args, options, ++count);
    this.options = options;
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

  /** Ends the process at once. The default signal is SIGKILL. */
  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.endWith(signal);
  }

  override toString(): string {
    return `<Process ${this.name}>`;
  }

  /** @internal */
  protected override started(pid: number): void {
    this.processId = pid;
  }

  /** @internal */
  protected override prepare(listener: LaunchListener): Launch {
    return prepareLaunch(this, "process", ENTRY, this.options, listener);
  }
}
