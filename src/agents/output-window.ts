/*
 * How much this thread or process may print ahead of who reads it, if that is its parent. What is written beyond that is sent all
 * the same, since much of it comes from `console.log`, which can't wait; but `write` returns `false`, as a stream's does that is
 * full, and 'drain' follows when the parent has made room.
 */
import { OUTPUT_TAKEN } from "./calls/messages.js";
import type { Descriptor } from "./messages.js";
import type { Batch } from "./transport/channel.js";

/** In bytes. */
const WINDOW = 65_536;

/** What was printed by one descriptor, and was not read so far. */
export class OutputWindow {
  private unread = 0;
  private isLimited = false;
  private needsDrain = false;
  /** Called when there is room again. */
  onDrain: (() => void) | null = null;

  /** Whether whoever writes more should wait. */
  get isFull(): boolean {
    return this.needsDrain;
  }

  /** Counts what is printed. */
  add(bytes: number): void {
    if (!this.isLimited) return;
    this.unread += bytes;
    if (this.unread > WINDOW) this.needsDrain = true;
  }

  /** The parent has read so many bytes; at first, none, which says that it reads. */
  taken(bytes: number): void {
    this.isLimited = true;
    // What else writes to the descriptor is read, too.
    this.unread = Math.max(0, this.unread - bytes);
    if (!this.needsDrain || this.unread > WINDOW / 2) return;
    this.needsDrain = false;
    this.onDrain?.();
  }
}

const windows = [new OutputWindow(), new OutputWindow()] as const;

/** Takes a message of the parent, if it is about that. */
export function takeOutputTaken(kind: number, batch: Batch, at: number): void {
  if (kind === OUTPUT_TAKEN) windowOf(batch[at + 1] as Descriptor).taken(batch[at + 2] as number);
}

/** That of what this thread or process prints. */
export function windowOf(descriptor: Descriptor): OutputWindow {
  return windows[descriptor - 1] as OutputWindow;
}
