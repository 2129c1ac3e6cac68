import { isMainThread } from "node:worker_threads";
import { now } from "../../kernel/now.js";
import { v8 } from "../v8.js";

/** To look takes some microseconds: after short calls it is done this often at most, in milliseconds. */
const INTERVAL = 1;

/** How much memory this worker may use before it is replaced. */
export class MemoryLimit {
  private readonly most: number;
  private looked = 0;
  private wasPassed = false;

  /** @param most in bytes */
  constructor(most: number) {
    this.most = most;
  }

  /**
   * Whether it is passed now, and was not before.
   * @param isIdle whether there is time to look
   */
  isNewlyPassed(isIdle: boolean): boolean {
    if (this.most === Number.POSITIVE_INFINITY || this.wasPassed) return false;
    const time = now();
    if (!isIdle && time - this.looked < INTERVAL) return false;
    this.looked = time;
    this.wasPassed = memoryUsed() > this.most;
    return this.wasPassed;
  }
}

/** What a thread has of its own is its heap, and what that holds outside; a process has all that it occupies. */
function memoryUsed(): number {
  if (isMainThread) return process.memoryUsage.rss();
  const { used_heap_size, external_memory } = v8().getHeapStatistics();
  return used_heap_size + external_memory;
}
