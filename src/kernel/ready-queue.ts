/** What the ready queue holds. `run` never throws: it reports errors to its loop's exception handler. */
export interface Runnable {
  run(): void;
  /** What a report calls it. */
  toString(): string;
}

type Entries = (Runnable | undefined)[];

/**
 * What is ready, in two lists that take turns: one is what the present iteration runs, what becomes ready meanwhile goes
 * into the other. Places are cleared and used again, so that an entry allocates nothing.
 */
export class ReadyQueue {
  private incoming: Entries = [];
  private arrived = 0;
  private batch: Entries = [];
  private next = 0;
  private end = 0;

  /** How many entries there are. */
  get length(): number {
    return this.arrived + this.end - this.next;
  }

  /** How many entries the present iteration has left. */
  get remaining(): number {
    return this.end - this.next;
  }

  push(entry: Runnable): void {
    this.incoming[this.arrived++] = entry;
  }

  /** Makes what has arrived the next iteration's. The present one must have none left. */
  beginBatch(): void {
    const { batch } = this;
    this.batch = this.incoming;
    this.next = 0;
    this.end = this.arrived;
    this.incoming = batch;
    this.arrived = 0;
  }

  /** The oldest entry of the present iteration, which must have one. */
  shift(): Runnable {
    const { batch, next } = this;
    const entry = batch[next] as Runnable;
    batch[next] = undefined;
    this.next = next + 1;
    return entry;
  }

  clear(): void {
    this.incoming = [];
    this.arrived = 0;
    this.batch = [];
    this.next = 0;
    this.end = 0;
  }
}
