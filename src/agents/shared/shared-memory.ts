import { bellBoard, joinBoard, threadIdentity } from "../../drivers/bell.js";
import {
  type Board,
  expectStrangers,
  isLive,
  nextNumber,
  othersLive,
  ringPlace,
} from "../../drivers/bell-board.js";
import { RuntimeError } from "../../kernel/errors.js";
import { watchAlways } from "../warden.js";
import type { SharedHandle, SharedKind } from "./shared-handle.js";

/** The first word is the number of what lives there. */
const NUMBER = 0;
const FIRST = 1;

/** The memory of something that threads share, and how those threads are known and rung. */
export class SharedMemory {
  /** Where the words of its owner begin. */
  static readonly first = FIRST;
  readonly kind: SharedKind;
  readonly words: Int32Array<SharedArrayBuffer>;
  /** What this thread is called. */
  readonly me: number;
  private readonly board: Board;

  private constructor(kind: SharedKind, words: Int32Array<SharedArrayBuffer>) {
    this.kind = kind;
    this.words = words;
    this.board = bellBoard();
    this.me = threadIdentity();
    // Who waits for what another thread holds is to learn that it has ended, whatever this thread does.
    watchAlways();
  }

  /** New memory, all 0. */
  static make(kind: SharedKind, words: number): SharedMemory {
    const memory = new SharedMemory(kind, new Int32Array(new SharedArrayBuffer((FIRST + words) * 4)));
    memory.words[NUMBER] = nextNumber(memory.board);
    return memory;
  }

  /** The memory that a handle stands for. */
  static of(kind: SharedKind, handle: SharedHandle): SharedMemory {
    if (handle?.tsyncioShared !== kind || !(handle.memory instanceof SharedArrayBuffer)) {
      throw new TypeError(
        `Cannot make a ${kind} of ${describe(handle)}: what share() of another one returned is expected`,
      );
    }
    if (!joinBoard(new Int32Array(handle.bells))) {
      throw new RuntimeError(
        `Cannot use this ${kind} here: this thread shares things or starts threads already that know nothing of those who ` +
          "made it, so that neither could wake the other. Receive the handle first, or start the thread with new Thread(…).",
        "ERR_FOREIGN_THREADS",
      );
    }
    return new SharedMemory(kind, new Int32Array(handle.memory));
  }

  /** The same in each thread, and different from that of anything else. */
  get number(): number {
    return this.words[NUMBER] as number;
  }

  /** What structured cloning can carry. */
  handle(): SharedHandle {
    return { tsyncioShared: this.kind, memory: this.words.buffer, bells: this.board.buffer };
  }

  /** The same, for a thread that this package does not start: it may come to have a bell later. */
  handleForStrangers(): SharedHandle {
    expectStrangers(this.board);
    return this.handle();
  }

  /** Whether the thread of this identity lives. */
  isLive(identity: number): boolean {
    return isLive(this.board, identity);
  }

  /** Wakes the thread of this identity. */
  ring(identity: number): void {
    ringPlace(this.board, identity);
  }

  /** Whether there is another thread that could do what this one waits for. */
  othersLive(): boolean {
    return othersLive(this.board, this.me);
  }
}

function describe(value: unknown): string {
  const kind = (value as Partial<SharedHandle> | null | undefined)?.tsyncioShared;
  return typeof kind === "string" ? `a handle of a ${kind}` : String(value);
}
