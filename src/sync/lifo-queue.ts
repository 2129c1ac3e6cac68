import { type Items, Lifo } from "./items.js";
import { Queue } from "./queue.js";

/**
 * A queue that gives the item put last. Python: `asyncio.LifoQueue`.
 *
 * @example
 * const queue = new LifoQueue<number>();
 * queue.putNowait(1);
 * queue.putNowait(2);
 * assert.equal(queue.getNowait(), 2);
 */
export class LifoQueue<T> extends Queue<T> {
  /** @internal */
  protected override makeItems(): Items<T> {
    return new Lifo<T>();
  }
}
