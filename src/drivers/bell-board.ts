/*
 * The bells of a process's threads stand on one board in shared memory, each in a place of its own, beside the identity
 * of the thread that has it. Who finds an identity in shared memory can thus ring that thread, and learns whether it still
 * lives: an identity is used once, and is struck out when its thread has ended. Who starts a thread gives it its place,
 * and strikes it out; what that thread had started has ended with it.
 */

/** How many threads can have a bell at a time. A power of two: an identity holds its place in its lower bits. */
const PLACES = 1024;
/** A cache line for each. */
const WORDS = 16;

const BELL = 0;
const IDENTITY = 1;
/** How often the place was taken. */
const TAKEN = 2;
/** The identity of who started the thread. */
const PARENT = 3;
/** In the first place only: tells boards apart, since each clone of a shared buffer is another object. */
const BOARD = 4;
/** In the first place only: how many things that threads share were made. */
const MADE = 5;
/** In the first place only: whether threads that have no place yet may know of such things. */
const STRANGERS = 6;
/** Whether the thread answers its bell soon though its host hears nothing. */
export const ATTENTIVE = 7;
/**
 * Whether the thread is in the middle of a `require`, as which it begins. Node 20 aborts the whole process if a thread is terminated
 * there.
 */
export const LOADING = 8;

/** In place of an identity: somebody is about to take the place. */
const RESERVED = -1;

/** How many identities a place can have. */
const IDENTITIES = 2 ** 31 / PLACES - 1;

/** The memory in which the bells of a process stand. */
export type Board = Int32Array<SharedArrayBuffer>;

export function newBoard(): Board {
  const board = new Int32Array(new SharedArrayBuffer(PLACES * WORDS * Int32Array.BYTES_PER_ELEMENT));
  board[BOARD] = Math.random() * 2 ** 32;
  return board;
}

/** Whether both are the same memory. */
export function isSameBoard(one: Board, other: Board): boolean {
  return one[BOARD] === other[BOARD];
}

/**
 * Takes a free place, and returns the identity of the thread that is to have it.
 * @throws RangeError if there is none.
 */
export function takePlace(board: Board, parent: number): number {
  for (let place = 0; place < PLACES; place++) {
    const at = place * WORDS;
    if (Atomics.load(board, at + IDENTITY) !== 0) continue;
    const taken = Atomics.add(board, at + TAKEN, 1) >>> 0;
    const identity = ((taken % IDENTITIES) + 1) * PLACES + place;
    if (Atomics.compareExchange(board, at + IDENTITY, 0, RESERVED) !== 0) continue;
    Atomics.store(board, at + PARENT, parent);
    Atomics.store(board, at + ATTENTIVE, 0);
    Atomics.store(board, at + LOADING, 1);
    Atomics.store(board, at + IDENTITY, identity);
    return identity;
  }
  throw new RangeError(`Cannot start another thread: ${PLACES} of this process live, which is the most`);
}

/** The bell of a thread that lives, and the words behind it. */
export function bellOf(board: Board, identity: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(board.buffer, placeOf(identity) * Int32Array.BYTES_PER_ELEMENT, WORDS);
}

/** The identity of the thread that has this bell; 0 if the bell does not stand on a board. */
export function identityAt(bell: Int32Array): number {
  if (bell.buffer.byteLength !== PLACES * WORDS * Int32Array.BYTES_PER_ELEMENT) return 0;
  return Atomics.load(boardOf(bell), bell.byteOffset / Int32Array.BYTES_PER_ELEMENT + IDENTITY);
}

/** The board on which a bell stands. */
export function boardOf(bell: Int32Array): Board {
  return new Int32Array(bell.buffer as SharedArrayBuffer);
}

/** Whether the thread of this identity lives. */
export function isLive(board: Board, identity: number): boolean {
  return identity !== 0 && Atomics.load(board, placeOf(identity) + IDENTITY) === identity;
}

/** Whether there is any other thread that has, or may take, a place. */
export function othersLive(board: Board, identity: number): boolean {
  if (Atomics.load(board, STRANGERS) !== 0) return true;
  for (let at = IDENTITY; at < board.length; at += WORDS) {
    const other = Atomics.load(board, at);
    if (other !== 0 && other !== identity) return true;
  }
  return false;
}

/** Wakes the thread of this identity; if it has ended, nobody. */
export function ringPlace(board: Board, identity: number): void {
  const at = placeOf(identity) + BELL;
  Atomics.add(board, at, 1);
  Atomics.notify(board, at);
}

/** Notes that a thread has ended, and with it those that it started, and tells all others. */
export function strikeOut(board: Board, identity: number): void {
  if (!isLive(board, identity)) return;
  Atomics.store(board, placeOf(identity) + IDENTITY, 0);
  for (let at = 0; at < board.length; at += WORDS) {
    const other = Atomics.load(board, at + IDENTITY);
    if (other > 0 && Atomics.load(board, at + PARENT) === identity) strikeOut(board, other);
  }
  for (let at = 0; at < board.length; at += WORDS) {
    const other = Atomics.load(board, at + IDENTITY);
    if (other > 0) ringPlace(board, other);
  }
}

/** Where on the board the place of an identity begins. */
function placeOf(identity: number): number {
  return (identity & (PLACES - 1)) * WORDS;
}

/** A number for something that threads share, which no other such thing of this board has. */
export function nextNumber(board: Board): number {
  return Atomics.add(board, MADE, 1) + 1;
}

/** Notes that threads which have no place yet may take one. */
export function expectStrangers(board: Board): void {
  Atomics.store(board, STRANGERS, 1);
}
