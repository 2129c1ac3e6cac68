import type { TargetFunction } from "../../loop/executor.js";
import { Agent } from "../agent.js";
import type { Launch, LaunchListener } from "../launch.js";
import type { Target } from "../named-target.js";
import { LaunchedWorker } from "./launched-worker.js";
import type { WebWorker } from "./web.js";

/** How a thread of a browser is made. */
export interface ThreadOptions {
  /**
   * Makes the worker, whose module calls `serveTargets`. Bundlers look for this very form:
   * `() => new Worker(new URL("./worker.js", import.meta.url), { type: "module" })`.
   */
  readonly worker: () => WebWorker;
  /** What reports call it; `Thread-1`, … by default. */
  readonly name?: string;
}

let count = 0;

/**
 * Runs a target in a worker of a browser. As on Node, the thread has no loop but those that it makes, a target that is a
 * coroutine or async function runs on a new loop, and the thread ends when its target has returned. Python:
 * `threading.Thread`.
 *
 * ```ts
 * // worker.ts
 * export const targets = serveTargets({ sum });
 *
 * // main.ts
 * import type { targets } from "./worker.js";
 *
 * const worker = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
 * const thread = new Thread(targetsOf<typeof targets>().sum, [1000], { worker }).start();
 * const total = await thread; // or: yield* thread
 * ```
 *
 * A browser delivers what other threads send only to a thread that is free: `join()` and `result()` do not block there, and a
 * loop that other threads call runs as a guest.
 */
export class Thread<F extends TargetFunction> extends Agent<F> {
  /** @internal */ protected readonly settlesEarly = true;
  private readonly makeWorker: () => WebWorker;

  /**
   * @param target the function to run, one of {@link targetsOf}
   * @param args its arguments, which are cloned
   * @throws TypeError if `target` is not a target, an argument belongs to this thread, or there is no way to make a worker
   */
  constructor(target: Target<F>, args: Parameters<F>, options: ThreadOptions) {
    super("Thread", target, args, options ?? {}, ++count);
    if (typeof options?.worker !== "function") {
      throw new TypeError(
        `Cannot make a Thread of ${String(options?.worker)}: a function that makes a worker is expected, as in ` +
          'new Thread(target, args, { worker: () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" }) }).',
      );
    }
    this.makeWorker = options.worker;
  }

  /** Ends the thread at once, in the middle of what it does. */
  override terminate(): void {
    this.endWith("SIGKILL");
  }

  override toString(): string {
    return `<Thread ${this.name}>`;
  }

  /** @internal */
  protected override prepare(listener: LaunchListener): Launch {
    return new LaunchedWorker(this.toString(), this.makeWorker, listener);
  }
}
