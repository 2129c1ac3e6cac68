/** What a queue keeps its items in. */
export interface Items<T> {
  readonly length: number;
  push(item: T): void;
  /** Takes out the next item; there must be one. */
  shift(): T;
}

/** Fewer places than this at the front of a list are left empty rather than moved up. */
const KEPT = 64;

/** In the order in which they came. An array's own `shift` takes time in proportion to its length. */
export class Fifo<T> implements Items<T> {
  private items: T[] = [];
  private head = 0;

  get length(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T {
    const item = this.items[this.head] as T;
    this.items[this.head] = undefined as T;
    this.head++;
    if (this.head >= KEPT && this.head * 2 >= this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

/** The last first. */
export class Lifo<T> implements Items<T> {
  private readonly items: T[] = [];

  get length(): number {
    return this.items.length;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T {
    return this.items.pop() as T;
  }
}

/** The least first; equal ones in the order in which they came (a binary heap). */
export class Priority<T> implements Items<T> {
  private readonly heap: { readonly item: T; readonly sequence: number }[] = [];
  private readonly compare: (a: T, b: T) => number;
  private sequence = 0;

  constructor(compare: (a: T, b: T) => number) {
    this.compare = compare;
  }

  get length(): number {
    return this.heap.length;
  }

  push(item: T): void {
    const { heap } = this;
    heap.push({ item, sequence: this.sequence++ });
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  shift(): T {
    const { heap } = this;
    this.swap(0, heap.length - 1);
    const { item } = heap.pop() as { item: T };
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.isBefore(child + 1, child)) child++;
      if (!this.isBefore(child, index)) break;
      this.swap(child, index);
      index = child;
    }
    return item;
  }

  private isBefore(i: number, j: number): boolean {
    const { heap } = this;
    const a = heap[i] as { item: T; sequence: number };
    const b = heap[j] as { item: T; sequence: number };
    const order = this.compare(a.item, b.item);
    return order < 0 || (order === 0 && a.sequence < b.sequence);
  }

  private swap(i: number, j: number): void {
    const { heap } = this;
    [heap[i], heap[j]] = [heap[j] as (typeof heap)[number], heap[i] as (typeof heap)[number]];
  }
}
