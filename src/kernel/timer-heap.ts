/** What the heap holds: something to be done at a time. */
export interface Timer {
  /** Whether the heap holds it. */
  scheduled: boolean;
  /** Its place among equal deadlines. */
  sequence: number;
  when(): number;
  cancelled(): boolean;
}

/** Below this many timers cancelled ones are left in place until they surface, as in CPython. */
const PURGE_MINIMUM = 100;

/** A binary heap of timers by deadline; equal deadlines come out in the order they went in. */
export class TimerHeap<T extends Timer> {
  private heap: T[] = [];
  private sequence = 0;
  private cancelledCount = 0;

  get size(): number {
    return this.heap.length;
  }

  push(timer: T): void {
    timer.scheduled = true;
    timer.sequence = this.sequence++;
    this.heap.push(timer);
    this.siftUp(this.heap.length - 1);
  }

  /** The earliest timer, cancelled ones left out. */
  peek(): T | undefined {
    this.dropCancelled();
    return this.heap[0];
  }

  /** Takes out the earliest timer if it is due before `end`, be it cancelled or not. */
  popDue(end: number): T | undefined {
    const first = this.heap[0];
    if (first === undefined || first.when() >= end) return undefined;
    return this.pop();
  }

  /** A timer in the heap was cancelled: it stays until it surfaces, or until most of the heap is such. */
  noteCancelled(): void {
    this.cancelledCount++;
  }

  /** The timers not cancelled, in no order. */
  *pending(): Iterable<T> {
    for (const timer of this.heap) if (!timer.cancelled()) yield timer;
  }

  clear(): void {
    for (const timer of this.heap) timer.scheduled = false;
    this.heap = [];
    this.cancelledCount = 0;
  }

  private dropCancelled(): void {
    if (this.heap.length > PURGE_MINIMUM && this.cancelledCount * 2 > this.heap.length) this.purge();
    else while (this.heap.length > 0 && (this.heap[0] as T).cancelled()) this.pop();
  }

  private purge(): void {
    const kept: T[] = [];
    for (const timer of this.heap) {
      if (timer.cancelled()) timer.scheduled = false;
      else kept.push(timer);
    }
    this.heap = kept;
    this.cancelledCount = 0;
    for (let i = (kept.length >> 1) - 1; i >= 0; i--) this.siftDown(i);
  }

  private pop(): T {
    const { heap } = this;
    const first = heap[0] as T;
    const last = heap.pop() as T;
    if (heap.length > 0) {
      heap[0] = last;
      this.siftDown(0);
    }
    first.scheduled = false;
    if (first.cancelled()) this.cancelledCount--;
    return first;
  }

  private siftUp(start: number): void {
    const { heap } = this;
    const timer = heap[start] as T;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as T)) break;
      heap[index] = heap[parent] as T;
      index = parent;
    }
    heap[index] = timer;
  }

  private siftDown(start: number): void {
    const { heap } = this;
    const { length } = heap;
    const timer = heap[start] as T;
    let index = start;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(heap[child + 1] as T, heap[child] as T)) child++;
      if (!isBefore(heap[child] as T, timer)) break;
      heap[index] = heap[child] as T;
      index = child;
    }
    heap[index] = timer;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.when() < b.when() || (a.when() === b.when() && a.sequence < b.sequence);
}
