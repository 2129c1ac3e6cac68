import type { Timer } from "../../kernel/timer-heap.js";

/** When a timer is due. */
export class Deadline implements Timer {
  readonly time: number;
  /** The timer has fired, or it was cleared or is due later now. */
  isOver = false;
  scheduled = false;
  sequence = 0;

  constructor(time: number) {
    this.time = time;
  }

  when(): number {
    return this.time;
  }

  cancelled(): boolean {
    return this.isOver;
  }
}
