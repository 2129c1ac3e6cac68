import type { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { PullIterator } from "../coroutines/pull-iterator.js";
import { checkOptions } from "../kernel/check-options.js";
import { QueueEmpty, QueueFull, QueueShutDown } from "../kernel/errors.js";
import { Event, EventWait } from "./event.js";
import { Fifo, type Items } from "./items.js";
import { LoopBound } from "./loop-bound.js";
import { nextItem } from "./next-item.js";
import { Operation } from "./operation.js";
import { type Waiter, Waiters } from "./waiters.js";

/** Settings of a queue. */
export interface QueueOptions {
  /** How many items it holds at most; no limit by default, or for 0. Python: `maxsize`. */
  readonly maxSize?: number;
}

/**
 * Hands items from tasks that put them to tasks that get them, in the order in which they were put. As an async
 * iterable it gives items until it is shut down. Python: `asyncio.Queue`.
 *
 * @example
 * const queue = new Queue<string>();
 * await run(function* () {
 *   const consumer = getRunningLoop().createTask(queue.get());
 *   yield* queue.put("item");
 *   assert.equal(yield* consumer, "item");
 * });
 */
export class Queue<T> extends LoopBound implements AsyncIterable<Awaited<T>> {
  /** How many items it holds at most; 0 for no limit. */
  readonly maxSize: number;
  private readonly items: Items<T>;
  /** @internal */ readonly getters = new Waiters();
  /** @internal */ readonly putters = new Waiters();
  private readonly finished = new Event();
  private unfinished = 0;
  private isShutDown = false;

  /** @throws RangeError if `maxSize` is not a whole number of 0 or more; TypeError for a number in place of the options. */
  constructor(options: QueueOptions = {}) {
    super();
    checkOptions(options, "a queue", "{ maxSize: 5 }");
    const { maxSize = 0 } = options;
    if (!Number.isInteger(maxSize) || maxSize < 0) {
      throw new RangeError(
        `Cannot make a queue of ${String(maxSize)} items: a whole number of 0 or more is expected`,
      );
    }
    this.maxSize = maxSize;
    this.items = this.makeItems();
    this.finished.set();
  }

  /** How many items it holds. Python: `qsize()`. */
  get size(): number {
    return this.items.length;
  }

  /** Whether it holds none. */
  empty(): boolean {
    return this.items.length === 0;
  }

  /** Whether it holds as many as it may. */
  full(): boolean {
    return this.maxSize > 0 && this.items.length >= this.maxSize;
  }

  /**
   * Waits for room, and adds an item.
   * @throws QueueShutDown if the queue is, or is being, shut down.
   */
  put(item: T): LazyAwaitable<void> {
    return new Put(this, item);
  }

  /**
   * Adds an item.
   * @throws QueueFull if there is no room; QueueShutDown if the queue was shut down.
   */
  putNowait(item: T): void {
    if (this.isShutDown) throw new QueueShutDown("Cannot put an item: the queue was shut down");
    if (this.full())
      throw new QueueFull(`Cannot put an item: the queue holds ${this.maxSize}, which is all it may`);
    this.items.push(item);
    if (this.unfinished++ === 0) this.finished.clear();
    if (this.getters.size > 0) wakeNext(this.getters);
  }

  /**
   * Waits for an item, and takes it.
   * @throws QueueShutDown if the queue was shut down and holds no more.
   */
  get(): LazyAwaitable<T> {
    return new Get(this);
  }

  /**
   * Takes an item.
   * @throws QueueEmpty if there is none; QueueShutDown if the queue was shut down besides.
   */
  getNowait(): T {
    if (this.empty()) {
      if (this.isShutDown)
        throw new QueueShutDown("Cannot get an item: the queue was shut down and is empty");
      throw new QueueEmpty("Cannot get an item: the queue is empty");
    }
    const item = this.items.shift();
    if (this.putters.size > 0) wakeNext(this.putters);
    return item;
  }

  /**
   * Says that an item which was got is dealt with, for those who {@link Queue.join}.
   * @throws RangeError if it was called as often as items were put. Python raises `ValueError`.
   */
  taskDone(): void {
    if (this.unfinished <= 0)
      throw new RangeError("Cannot call taskDone: it was called as often as items were put");
    this.unfinished--;
    if (this.unfinished === 0) this.finished.set();
  }

  /** Waits until every item that was put is dealt with. */
  join(): LazyAwaitable<true> {
    return new EventWait(this.finished, this, "Queue.join");
  }

  /**
   * Ends the queue: nothing can be put any more, and once it is empty nothing got. Python 3.13: `Queue.shutdown`.
   * @param options `immediate`: drops the items that it holds, which count as dealt with
   */
  shutdown(options: { readonly immediate?: boolean } = {}): void {
    this.isShutDown = true;
    if (options.immediate === true) {
      while (!this.empty()) {
        this.items.shift();
        if (this.unfinished > 0) this.unfinished--;
      }
      if (this.unfinished === 0) this.finished.set();
    }
    wakeAll(this.getters);
    wakeAll(this.putters);
  }

  /** Takes the items one by one, until the queue is shut down and empty: for {@link aiter} and `for await`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Awaited<T>> {
    return new PullIterator<T>(this.constructor.name, () => nextItem(this));
  }

  override toString(): string {
    const limit = this.maxSize === 0 ? "" : `/${this.maxSize}`;
    return `<${this.constructor.name} size:${this.size}${limit}${this.isShutDown ? " shutdown" : ""}>`;
  }

  /** @internal What keeps the items, and in which order they come out. */
  protected makeItems(): Items<T> {
    return new Fifo<T>();
  }

  /** @internal Whether `put` has nothing to wait for: there is room, or there will be none. */
  takesItems(): boolean {
    return this.isShutDown || !this.full();
  }

  /** @internal Whether `get` has nothing to wait for. */
  givesItems(): boolean {
    return this.isShutDown || !this.empty();
  }
}

/** `queue.put(item)`. */
class Put<T> extends Operation<void> {
  private readonly queue: Queue<T>;
  private readonly item: T;

  constructor(queue: Queue<T>, item: T) {
    super();
    this.queue = queue;
    this.item = item;
  }

  override toString(): string {
    return "<Queue.put()>";
  }

  protected override attempt(): IteratorResult<never, void> {
    const { queue } = this;
    if (!queue.takesItems()) return this.waitAmong(queue, queue.putters);
    queue.putNowait(this.item);
    return DONE;
  }

  protected override giveUp(waiter: Waiter): void {
    const { queue } = this;
    waiter.cancel();
    // It was woken and cancelled: the room is the next one's.
    if (!waiter.cancelled() && !queue.full()) wakeNext(queue.putters);
  }
}

/** `queue.get()`. */
class Get<T> extends Operation<T> {
  private readonly queue: Queue<T>;

  constructor(queue: Queue<T>) {
    super();
    this.queue = queue;
  }

  override toString(): string {
    return "<Queue.get()>";
  }

  protected override attempt(): IteratorResult<never, T> {
    const { queue } = this;
    return queue.givesItems()
      ? { done: true, value: queue.getNowait() }
      : this.waitAmong(queue, queue.getters);
  }

  protected override giveUp(waiter: Waiter): void {
    const { queue } = this;
    waiter.cancel();
    // It was woken and cancelled: the item is the next one's.
    if (!waiter.cancelled() && !queue.empty()) wakeNext(queue.getters);
  }
}

const DONE: IteratorReturnResult<void> = { done: true, value: undefined };

/** Wakes who waits the longest, who leaves at once: the next wake-up is the next one's. */
function wakeNext(waiters: Waiters): void {
  for (let waiter = waiters.peek(); waiter !== null; waiter = waiters.peek()) {
    waiter.leave();
    if (waiter.done()) continue;
    waiter.wake();
    return;
  }
}

function wakeAll(waiters: Waiters): void {
  while (waiters.size > 0) wakeNext(waiters);
}
