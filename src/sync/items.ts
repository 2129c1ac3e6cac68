/** What a queue keeps its items in. */
export interface Items<T> {
  readonly length: number;
  push(item: T): void;
  /** Takes out the next item; there must be one. */
  shift(): T;
}

const FEWEST_PLACES = 16;
/** An empty list with more places than this gives them up. */
const MOST_KEPT = 1024;

/** In the order in which they came: a ring, whose number of places is a power of two. */
export class Fifo<T> implements Items<T> {
  length = 0;
  private places: (T | undefined)[] = emptyPlaces(FEWEST_PLACES);
  private head = 0;

  push(item: T): void {
    if (this.length === this.places.length) this.grow();
    const { places } = this;
    places[(this.head + this.length) & (places.length - 1)] = item;
    this.length++;
  }

  shift(): T {
    const { places, head } = this;
    const item = places[head] as T;
    places[head] = undefined;
    this.head = (head + 1) & (places.length - 1);
    this.length--;
    if (this.length === 0 && places.length > MOST_KEPT) this.places = emptyPlaces(FEWEST_PLACES);
    return item;
  }

  private grow(): void {
    const { places, head } = this;
    this.places = [...places.slice(head), ...places.slice(0, head), ...emptyPlaces(places.length)];
    this.head = 0;
  }
}

function emptyPlaces(count: number): undefined[] {
  return new Array<undefined>(count).fill(undefined);
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
