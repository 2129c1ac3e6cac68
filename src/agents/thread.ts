import type { MessagePort } from "node:worker_threads";
import { threadBell } from "../drivers/bell.js";
import { Agent, type AgentOptions } from "./agent.js";
import type { ThreadData } from "./messages.js";
import type { Target, TargetFunction } from "./target.js";
import { askWarden } from "./warden.js";

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
export class Thread<F extends TargetFunction> extends Agent<F> {
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
  terminate(): void {
    this.kill("SIGKILL");
  }

  override toString(): string {
    return `<Thread ${this.name}>`;
  }

  /** @internal */
  protected override launch(id: number, port: MessagePort, bell: Int32Array): void {
    const { url, name } = this.target;
    const data: ThreadData = {
      name: this.name,
      target: { url, name },
      args: this.args,
      port,
      bell,
      parentBell: threadBell(),
    };
    askWarden({ type: "thread", id, settings: this.settings(), data }, [port]);
  }
}
