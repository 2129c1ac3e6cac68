import { RuntimeError } from "../../kernel/errors.js";
import type { Host } from "../host.js";
import { browserHost } from "./browser.js";

/** What of a page this host needs; a worker has no document. */
interface Page {
  requestAnimationFrame(callback: () => void): number;
  cancelAnimationFrame(id: number): void;
  readonly document?: {
    readonly hidden: boolean;
    addEventListener(type: "visibilitychange", listener: () => void): void;
    removeEventListener(type: "visibilitychange", listener: () => void): void;
  };
}

/** Settings of a {@link frameHost}. */
export interface FrameHostOptions {
  /** How many milliseconds of each frame its guests may use together; 4 by default. */
  readonly budget?: number;
}

/**
 * A host that works within a page's frames: its guests share `budget` milliseconds of each `requestAnimationFrame`, and the
 * rest of the frame is the page's. Timers, too, wait for the next frame. A page that is hidden draws no frames: meanwhile
 * it works as {@link browserHost} does.
 *
 * ```ts
 * await loop.run(main, { host: frameHost({ budget: 6 }) });
 * ```
 *
 * @throws RangeError if the budget is not a positive number; RuntimeError (`ERR_NO_FRAMES`) where there are no frames.
 */
export function frameHost(options: FrameHostOptions = {}): Host {
  const { budget = 4 } = options;
  if (typeof budget !== "number" || !(budget > 0 && budget < Number.POSITIVE_INFINITY)) {
    throw new RangeError(
      `Cannot make a frameHost with a budget of ${String(budget)}: a positive number of milliseconds is expected`,
    );
  }
  const page = globalThis as unknown as Page;
  if (typeof page.requestAnimationFrame !== "function") {
    throw new RuntimeError(
      "Cannot make a frameHost: there is no requestAnimationFrame here. Outside of a page use the default host.",
      "ERR_NO_FRAMES",
    );
  }
  return new FrameHost(page, budget);
}

class FrameHost implements Host {
  private readonly posted: (() => void)[] = [];
  private frame: number | null = null;
  private isAwaitingMessage = false;
  private end = 0;
  private readonly page: Page;
  private readonly budget: number;

  constructor(page: Page, budget: number) {
    this.page = page;
    this.budget = budget;
  }

  /** What the guests before left of this frame. */
  get turn(): number {
    return Math.max(0, this.end - performance.now());
  }

  post(fn: () => void): void {
    this.posted.push(fn);
    this.requestFrame();
  }

  postDelayed(fn: () => void, ms: number): () => void {
    let isPrevented = false;
    const call = () => {
      if (!isPrevented) fn();
    };
    const prevent = browserHost.postDelayed(() => this.post(call), ms);
    return () => {
      isPrevented = true;
      prevent();
    };
  }

  private requestFrame(): void {
    if (this.frame !== null || this.isAwaitingMessage) return;
    const { page } = this;
    if (page.document?.hidden) {
      this.isAwaitingMessage = true;
      browserHost.post(this.work);
    } else {
      this.frame = page.requestAnimationFrame(this.work);
      page.document?.addEventListener("visibilitychange", this.onVisibilityChange);
    }
  }

  private dropFrame(): void {
    if (this.frame === null) return;
    this.page.cancelAnimationFrame(this.frame);
    this.page.document?.removeEventListener("visibilitychange", this.onVisibilityChange);
    this.frame = null;
  }

  /** A frame that was asked for may not come for hours. */
  private readonly onVisibilityChange = (): void => {
    this.dropFrame();
    this.requestFrame();
  };

  /** Calls what was posted before this frame, in turn, while there is time; at least one call. */
  private readonly work = (): void => {
    this.dropFrame();
    this.isAwaitingMessage = false;
    this.end = performance.now() + this.budget;
    let left = this.posted.length;
    try {
      do {
        left--;
        this.posted.shift()?.();
      } while (left > 0 && performance.now() < this.end);
    } finally {
      if (this.posted.length > 0) this.requestFrame();
    }
  };
}
