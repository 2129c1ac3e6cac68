import type { Coroutine } from "../../coroutines/awaitable.js";
import type { LazyAwaitable } from "../../coroutines/lazy-awaitable.js";
import { lazily } from "../../coroutines/library-coroutine.js";
import { PullIterator } from "../../coroutines/pull-iterator.js";
import { QueueEmpty, QueueFull, QueueShutDown, TimeoutError } from "../../kernel/errors.js";
import { nextItem } from "../../sync/next-item.js";
import { uncloneable } from "../calls/uncloneable.js";
import { checkTimeout } from "../check-timeout.js";
import { Crowd } from "./crowd.js";
import { decodeItem, type Encoded, encodeItem } from "./item-codec.js";
import { ItemStore } from "./item-store.js";
import { Line } from "./line.js";
import { ITEMS, LINES, newQueueMemory, type SharedQueueOptions } from "./queue-memory.js";
import { Rows } from "./rows.js";
import { objectFor, Shared } from "./shared.js";
import type { SharedHandle } from "./shared-handle.js";
import { SharedMemory } from "./shared-memory.js";

/**
 * Hands items from the threads that put them to those that get them, in the order in which they were put. Each goes to one
 * getter, is copied (structured clone), and must fit into the queue's memory. Tasks and blocked threads wait for items, or
 * for room, in the order in which they came. It is sent to another thread as it is. Python: `queue.Queue`.
 *
 * @example
 * const queue = new SharedQueue<{ page: number }>({ maxSize: 100 });
 * queue.putSync({ page: 1 });
 * await run(function* () { // as well in another thread
 *   assert.deepEqual(yield* queue.get(), { page: 1 });
 * });
 */
export class SharedQueue<T> extends Shared implements AsyncIterable<T> {
  private readonly store: ItemStore;
  private readonly getters: Line;
  private readonly putters: Line;
  private readonly joiners: Crowd;

  /** @throws RangeError if `maxBytes` or `maxSize` is no whole number in its range. */
  constructor(options?: SharedQueueOptions);
  /** @internal */
  constructor(memory: SharedMemory);
  constructor(from: SharedQueueOptions | SharedMemory = {}) {
    super(from instanceof SharedMemory ? from : newQueueMemory(from));
    const { memory } = this;
    const store = new ItemStore(memory, ITEMS);
    this.store = store;
    this.getters = new Line(memory, LINES, () => store.size > 0 || store.isShutDown);
    this.putters = new Line(memory, LINES + Rows.words, () => store.hasRoom() || store.isShutDown);
    this.joiners = new Crowd(memory, LINES + 2 * Rows.words);
  }

  /**
   * This thread's object for the queue that a handle stands for.
   * @throws TypeError if it stands for none.
   */
  static from<T>(handle: SharedHandle): SharedQueue<T> {
    return objectFor("SharedQueue", handle, (memory) => new SharedQueue<T>(memory));
  }

  /** How many items it holds. Python: `qsize()`. */
  get size(): number {
    return this.store.size;
  }

  /** How many items it holds at most; 0 if only their bytes are limited. */
  get maxSize(): number {
    return this.store.maxSize;
  }

  /** How many bytes its items may take together. */
  get maxBytes(): number {
    return this.store.maxBytes;
  }

  /** Whether it holds no item. */
  empty(): boolean {
    return this.size === 0;
  }

  /** Whether it has no room, be it for the smallest item. */
  full(): boolean {
    return !this.store.hasRoom();
  }

  /**
   * Waits for room, and adds an item, as it is at the time of the call.
   * @throws TypeError if it can't be cloned; RangeError if it is larger than the queue; QueueShutDown if the queue is, or
   * is being, shut down.
   */
  put(item: T): LazyAwaitable<void> {
    return lazily("SharedQueue.put", this.putWhenFree(this.encode(item)));
  }

  /**
   * Blocks this thread until there is room, and adds an item.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`, where Python raises `Full`; TypeError if the item can't be cloned; RangeError if
   * it is larger than the queue; QueueShutDown if the queue is, or is being, shut down; DeadlockError if nobody is left who
   * could get anything.
   */
  putSync(item: T, timeout = Number.POSITIVE_INFINITY): void {
    checkTimeout(timeout, `put into ${this}`);
    const encoded = this.encode(item);
    if (this.putters.isEmpty() && this.tryPut(encoded)) return;
    if (this.putters.block(() => this.tryPut(encoded), this, timeout)) return;
    throw new TimeoutError(`${this} had no room within ${timeout} ms`);
  }

  /**
   * Adds an item.
   * @throws QueueFull if there is no room, or others wait for it; TypeError if it can't be cloned; RangeError if it is
   * larger than the queue; QueueShutDown if the queue was shut down.
   */
  putNowait(item: T): void {
    const encoded = this.encode(item);
    if (this.putters.isEmpty() && this.tryPut(encoded)) return;
    throw new QueueFull(`Cannot put an item of ${encoded.length} bytes: ${this} has no room for it`);
  }

  /**
   * Waits for an item, and takes it.
   * @throws QueueShutDown if the queue was shut down and holds no more.
   */
  get(): LazyAwaitable<T> {
    return lazily("SharedQueue.get", this.getWhenThere());
  }

  /**
   * Blocks this thread until there is an item, and takes it.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`, where Python raises `Empty`; QueueShutDown if the queue was shut down and holds no
   * more; DeadlockError if nobody is left who could put anything.
   */
  getSync(timeout = Number.POSITIVE_INFINITY): T {
    checkTimeout(timeout, `get from ${this}`);
    const taken: Taken = { item: undefined };
    if (this.getters.isEmpty() && this.tryGet(taken)) return taken.item as T;
    if (this.getters.block(() => this.tryGet(taken), this, timeout)) return taken.item as T;
    throw new TimeoutError(`${this} had no item within ${timeout} ms`);
  }

  /**
   * Takes an item.
   * @throws QueueEmpty if there is none, or others wait for it; QueueShutDown if the queue was shut down and holds no more.
   */
  getNowait(): T {
    const taken: Taken = { item: undefined };
    if (this.getters.isEmpty() && this.tryGet(taken)) return taken.item as T;
    throw new QueueEmpty("Cannot get an item: the queue is empty");
  }

  /**
   * Says that an item which was got is dealt with, for those who {@link SharedQueue.join}.
   * @throws RangeError if it was called as often as items were put. Python raises `ValueError`.
   */
  taskDone(): void {
    const left = this.store.finishOne();
    if (left < 0) throw new RangeError("Cannot call taskDone: it was called as often as items were put");
    if (left === 0) this.joiners.wakeAll();
  }

  /** Waits until every item that was put is dealt with. */
  join(): LazyAwaitable<void> {
    return lazily("SharedQueue.join", this.joinWhenDone());
  }

  /**
   * Blocks this thread until every item that was put is dealt with.
   * @param timeout the longest to wait, in milliseconds
   * @throws TimeoutError after `timeout`; DeadlockError if nobody is left who could deal with them.
   */
  joinSync(timeout = Number.POSITIVE_INFINITY): void {
    checkTimeout(timeout, `join ${this}`);
    if (this.allDone() || this.joiners.block(this.allDone, this, timeout)) return;
    throw new TimeoutError(`The items of ${this} were not dealt with within ${timeout} ms`);
  }

  /**
   * Ends the queue, for all threads: nothing can be put any more, and once it is empty nothing got. Python 3.13:
   * `Queue.shutdown`.
   * @param options `immediate`: drops the items that it holds, which count as dealt with
   */
  shutdown(options: { readonly immediate?: boolean } = {}): void {
    this.store.shutDown(options.immediate === true);
    // The first to leave its line wakes the next.
    this.getters.wakeFirst();
    this.putters.wakeFirst();
    this.joiners.wakeAll();
  }

  /** Takes the items one by one, until the queue is shut down and empty: for {@link aiter} and `for await`. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Awaited<T>> {
    return new PullIterator<T>("SharedQueue", () => nextItem(this));
  }

  override toString(): string {
    const limit = this.maxSize === 0 ? "" : `/${this.maxSize}`;
    const getters = this.getters.describe().replace("waiters", "getters");
    const putters = this.putters.describe().replace("waiters", "putters");
    return `<SharedQueue size:${this.size}${limit}${this.store.isShutDown ? " shutdown" : ""}${getters}${putters}>`;
  }

  private encode(item: T): Encoded {
    let encoded: Encoded;
    try {
      encoded = encodeItem(item);
    } catch (cause) {
      throw uncloneable(`Cannot put an item into ${this}`, "item", item, cause, encodeItem);
    }
    if (this.store.couldHold(encoded)) return encoded;
    throw new RangeError(
      `Cannot put an item of ${encoded.length} bytes into ${this}: it has ${this.maxBytes} in all, see maxBytes`,
    );
  }

  private *putWhenFree(encoded: Encoded): Coroutine<void> {
    if (this.putters.isEmpty() && this.tryPut(encoded)) return;
    yield* this.putters.wait(() => this.tryPut(encoded), this);
  }

  private *getWhenThere(): Coroutine<T> {
    const taken: Taken = { item: undefined };
    if (!(this.getters.isEmpty() && this.tryGet(taken)))
      yield* this.getters.wait(() => this.tryGet(taken), this);
    return taken.item as T;
  }

  private *joinWhenDone(): Coroutine<void> {
    if (!this.allDone()) yield* this.joiners.wait(this.allDone, this);
  }

  private readonly allDone = (): boolean => this.store.unfinished === 0;

  private tryPut(encoded: Encoded): boolean {
    const outcome = this.store.add(encoded);
    if (outcome === "shut down") throw new QueueShutDown("Cannot put an item: the queue was shut down");
    if (outcome === "full") return false;
    this.getters.wakeFirst();
    return true;
  }

  private tryGet(taken: Taken): boolean {
    const raw = this.store.take();
    if (raw === null) {
      if (this.store.isShutDown && this.store.size === 0)
        throw new QueueShutDown("Cannot get an item: the queue was shut down and is empty");
      return false;
    }
    this.putters.wakeFirst();
    taken.item = decodeItem(raw.kind, raw.read);
    return true;
  }
}

interface Taken {
  item: unknown;
}
