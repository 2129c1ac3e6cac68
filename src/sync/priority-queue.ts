import { type Items, Priority } from "./items.js";
import { Queue, type QueueOptions } from "./queue.js";

/** Settings of a {@link PriorityQueue}. */
export interface PriorityQueueOptions<T> extends QueueOptions {
  /** Less than 0 if `a` comes before `b`; by `<` by default, and for arrays by their first unequal elements. */
  readonly compare?: (a: T, b: T) => number;
}

/**
 * A queue that gives the least item; equal ones in the order in which they were put. Python: `asyncio.PriorityQueue`.
 *
 * @example
 * const queue = new PriorityQueue<[number, string]>();
 * queue.putNowait([2, "later"]);
 * queue.putNowait([1, "sooner"]);
 * assert.equal(queue.getNowait()[1], "sooner");
 */
export class PriorityQueue<T> extends Queue<T> {
  private compare: (a: T, b: T) => number = compareByDefault;

  constructor(options: PriorityQueueOptions<T> = {}) {
    super(options);
    if (options.compare !== undefined) this.compare = options.compare;
  }

  /** @internal */
  protected override makeItems(): Items<T> {
    return new Priority<T>((a, b) => this.compare(a, b));
  }
}

function compareByDefault(a: unknown, b: unknown): number {
  if (Array.isArray(a) && Array.isArray(b)) {
    const shorter = Math.min(a.length, b.length);
    for (let i = 0; i < shorter; i++) {
      const order = compareByDefault(a[i], b[i]);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  if ((a as number) < (b as number)) return -1;
  return (a as number) > (b as number) ? 1 : 0;
}
