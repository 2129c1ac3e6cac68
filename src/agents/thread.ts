import type { TargetFunction } from "../loop/executor.js";
import type { AgentOptions } from "./agent-options.js";
import { LocalAgent } from "./local-agent.js";
import type { Target } from "./named-target.js";

let count = 0;

/**
 * Runs a target in another thread, which has no loop but those that it makes: it inherits none. A target that is a
 * coroutine or async function runs on a new loop. Python: `threading.Thread`.
 *
 * ```ts
 * // work.ts
 * export function sum(n: number): number { … }
 *
 * // main.ts
 * const thread = new Thread(exported(new URL("./work.js", import.meta.url).href, sum), [1000]).start();
 * const total = thread.join(); // or: await thread, or: yield* thread
 * ```
 */
export class Thread<F extends TargetFunction> extends LocalAgent<F> {
  /** @internal */ protected readonly kind = "thread";
  /** @internal */ protected readonly entry = new URL("./thread-main.js", import.meta.url);
  /** @internal */ protected readonly settlesEarly = true;

  /**
   * @param target the function to run, named by `exported`
   * @param args its arguments, which are cloned
   * @throws TypeError if `target` is not a target, or an argument belongs to this thread
   */
  constructor(target: Target<F>, args: Parameters<F>, options: AgentOptions = {}) {
    super("Thread", target, args, options, ++count);
  }

  /** Ends the thread at once, in the middle of what it does. */
  override terminate(): void {
    this.endWith("SIGKILL");
  }

  override toString(): string {
    return `<Thread ${this.name}>`;
  }
}
