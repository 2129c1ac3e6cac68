import { VirtualClock } from "../../drivers/virtual-clock.js";
import type { RunnableTimer } from "../../kernel/scheduler.js";
import { EventLoop } from "../../loop/event-loop.js";
import { type Chooser, ExploredQueue } from "./explored-queue.js";

/** An event loop in virtual time in which a chooser decides what runs next. */
export class ExploredLoop extends EventLoop {
  override readonly ready: ExploredQueue;
  override readonly isSealed = true;

  constructor(chooser: Chooser) {
    super({ clock: new VirtualClock() });
    this.ready = new ExploredQueue(chooser);
  }

  override setTimer(timer: RunnableTimer): void {
    this.ready.noteTimer(timer);
    super.setTimer(timer);
  }
}
