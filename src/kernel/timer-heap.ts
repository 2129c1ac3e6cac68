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

/** How many more may go past the line than stand in it before it is emptied. */
const PATIENCE = 100;

/** Below this many places that have become free, the line is not moved up. */
const MOVE_UP_MINIMUM = 1024;

/**
 * Timers by deadline; equal deadlines come out in the order they went in.
 *
 * Most timers are set in the order of their deadlines: those of tasks that sleep for the same time. They stand in a line, the
 * last of which is the latest; only what is set for earlier than that goes into a binary heap. When many more went past the
 * line than stand in it, a timer far in the future has blocked it: it is emptied into the heap, and begins anew.
 */
export class TimerHeap<T extends Timer> {
  private heap: T[] = [];
  /** The deadlines of the heap, place by place: to compare them in a large heap, timers need not be fetched from memory. */
  private whens: number[] = [];
  private line: (T | undefined)[] = [];
  /** The place of the first in the line. */
  private head = 0;
  /** How many went past the line since it began. */
  private passed = 0;
  private sequence = 0;
  private cancelledCount = 0;

  get size(): number {
    return this.heap.length + this.line.length - this.head;
  }

  push(timer: T): void {
    timer.scheduled = true;
    timer.sequence = this.sequence++;
    const { line } = this;
    const standing = line.length - this.head;
    if (standing === 0 || (line[line.length - 1] as T).when() <= timer.when()) {
      line.push(timer);
      return;
    }
    if (++this.passed > standing + PATIENCE) {
      this.breakUpLine();
      this.line.push(timer);
    } else {
      this.pushToHeap(timer);
    }
  }

  /** The earliest timer, cancelled ones left out. */
  peek(): T | undefined {
    this.dropCancelled();
    return this.first();
  }

  /** Takes out the earliest timer if it is due before `end`, be it cancelled or not. */
  popDue(end: number): T | undefined {
    const first = this.first();
    if (first === undefined || first.when() >= end) return undefined;
    this.remove(first);
    return first;
  }

  /** A timer in the heap was cancelled: it stays until it surfaces, or until most of the heap is such. */
  noteCancelled(): void {
    this.cancelledCount++;
  }

  /** The timers not cancelled, in no order. */
  pending(): T[] {
    return this.all().filter((timer) => !timer.cancelled());
  }

  clear(): void {
    for (const timer of this.all()) timer.scheduled = false;
    this.heap = [];
    this.whens = [];
    this.beginLine();
    this.cancelledCount = 0;
  }

  private first(): T | undefined {
    const { heap, line, head } = this;
    if (head === line.length) return heap.length === 0 ? undefined : heap[0];
    const inLine = line[head] as T;
    return heap.length === 0 || isBefore(inLine, heap[0] as T) ? inLine : heap[0];
  }

  private standing(): T[] {
    return this.line.slice(this.head) as T[];
  }

  private all(): T[] {
    return [...this.heap, ...this.standing()];
  }

  private beginLine(): void {
    this.line = [];
    this.head = 0;
    this.passed = 0;
  }

  private breakUpLine(): void {
    const timers = this.standing();
    this.beginLine();
    for (const timer of timers) this.pushToHeap(timer);
  }

  private dropCancelled(): void {
    if (this.size > PURGE_MINIMUM && this.cancelledCount * 2 > this.size) {
      this.purge();
      return;
    }
    for (let first = this.first(); first?.cancelled() === true; first = this.first()) this.remove(first);
  }

  private purge(): void {
    const timers = this.all();
    this.clear();
    for (const timer of timers) {
      if (timer.cancelled()) continue;
      timer.scheduled = true;
      this.pushToHeap(timer);
    }
  }

  /** Takes out the first, as {@link first} gives it. */
  private remove(first: T): void {
    if (this.head < this.line.length && this.line[this.head] === first) this.shiftLine();
    else this.popHeap();
    first.scheduled = false;
    if (first.cancelled()) this.cancelledCount--;
  }

  private shiftLine(): void {
    const { line } = this;
    line[this.head++] = undefined;
    if (this.head === line.length) {
      line.length = 0;
      this.head = 0;
      this.passed = 0;
    } else if (this.head > MOVE_UP_MINIMUM && this.head * 2 > line.length) {
      this.line = line.slice(this.head);
      this.head = 0;
    }
  }

  private pushToHeap(timer: T): void {
    this.heap.push(timer);
    this.whens.push(timer.when());
    this.siftUp(this.heap.length - 1);
  }

  private popHeap(): void {
    const { heap, whens } = this;
    const last = heap.pop() as T;
    const lastWhen = whens.pop() as number;
    if (heap.length > 0) {
      heap[0] = last;
      whens[0] = lastWhen;
      this.siftDown(0);
    }
  }

  private siftUp(start: number): void {
    const { heap, whens } = this;
    const timer = heap[start] as T;
    const when = whens[start] as number;
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const parentWhen = whens[parent] as number;
      if (parentWhen < when || (parentWhen === when && isBefore(heap[parent] as T, timer))) break;
      heap[index] = heap[parent] as T;
      whens[index] = parentWhen;
      index = parent;
    }
    heap[index] = timer;
    whens[index] = when;
  }

  private siftDown(start: number): void {
    const { heap, whens } = this;
    const { length } = heap;
    const timer = heap[start] as T;
    const when = whens[start] as number;
    let index = start;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= length) break;
      let childWhen = whens[child] as number;
      if (child + 1 < length) {
        const other = whens[child + 1] as number;
        if (other < childWhen || (other === childWhen && isBefore(heap[child + 1] as T, heap[child] as T))) {
          child++;
          childWhen = other;
        }
      }
      if (when < childWhen || (when === childWhen && isBefore(timer, heap[child] as T))) break;
      heap[index] = heap[child] as T;
      whens[index] = childWhen;
      index = child;
    }
    heap[index] = timer;
    whens[index] = when;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.when() < b.when() || (a.when() === b.when() && a.sequence < b.sequence);
}
