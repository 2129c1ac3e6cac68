/*
 * How other threads wake this one. A thread has one bell, a counter in shared memory: who sends it a message adds one
 * and notifies. A loop that blocks reads the counter, takes in what was sent, and sleeps only if the counter has not
 * moved since, so that no ring is lost. One bell serves all loops of a thread, of which one at most blocks at a time.
 *
 * To fall asleep and be woken takes longer than a short call elsewhere does. So before it sleeps, a thread watches the
 * counter for a moment, if that has proved of use.
 */

import { outsideOfStores } from "../kernel/host-context.js";
import { now } from "../kernel/now.js";
import { ringAlarms, untilNextAlarm } from "./alarm.js";
import {
  ATTENTIVE,
  type Board,
  bellOf,
  boardOf,
  identityAt,
  isSameBoard,
  newBoard,
  strikeOut,
  takePlace,
} from "./bell-board.js";
import { cannotBlock } from "./cannot-block.js";
import { Lookout } from "./lookout.js";
import { wasmMemory } from "./wasm-memory.js";

/** Takes in what another thread or process sent, if there is something. It must not throw. */
export interface Source {
  poll(): void;
  /** Whether nothing was sent that was not taken in; not known unless this says so. */
  isEmpty?(): boolean;
  /** Whether anybody is left who could send something; so it is, unless this says no. */
  canRing?(): boolean;
}

/** Looks at the counter between two looks at the clock. */
const LOOKS = 64;
/** A place of the board takes as much. */
const OWN_BYTES = 64;

/** A word of its own until the thread takes a place among others. */
let memory = new Int32Array(sharedMemory());
let board: Board | null = null;
let identity = 0;
const sources = new Set<Source>();
let heard = 0;
/** How many see to it that the bell is answered soon. */
let attention = 0;
const lookout = new Lookout(2, 24);
/** How often the bell had rung when a thread was woken, which is to ring next. */
let ringsBeforeLate = -1;
const beforeSleep = new Set<() => void>();
const beforeBlocking = new Set<() => void>();
const beforeEachSleep: (() => void)[] = [];

function sharedMemory(): SharedArrayBuffer {
  return typeof SharedArrayBuffer === "function" ? new SharedArrayBuffer(OWN_BYTES) : wasmMemory();
}

/** The memory of this thread's bell, to be given to those who may ring it. */
export function threadBell(): Int32Array {
  bellBoard();
  return memory;
}

/** Takes over a bell that the thread's parent made for it with {@link newBell}. Called before anything uses the bell. */
export function adoptBell(bell: Int32Array): void {
  takeBell(boardOf(bell), identityAt(bell));
}

/** The board on which this thread's bell stands. */
export function bellBoard(): Board {
  if (board === null) {
    const fresh = newBoard();
    takeBell(fresh, takePlace(fresh, 0));
  }
  return board as unknown as Board;
}

/** What this thread is called on its board. */
export function threadIdentity(): number {
  bellBoard();
  return identity;
}

/**
 * Takes a place on the board of other threads, for a thread that was not started by this package. Returns whether it has
 * one there: its bell may stand elsewhere already.
 */
export function joinBoard(other: Board): boolean {
  if (board === null) takeBell(other, takePlace(other, 0));
  return isSameBoard(bellBoard(), other);
}

/** For a thread that this one is about to start: what it is called on the board, and its bell. */
export function newPlace(): { readonly identity: number; readonly bell: Int32Array } {
  const on = bellBoard();
  const taken = takePlace(on, identity);
  return { identity: taken, bell: bellOf(on, taken) };
}

/** The thread of this identity has ended: who waits for something of it is told. */
export function retire(ended: number): void {
  strikeOut(bellBoard(), ended);
}

function takeBell(on: Board, as: number): void {
  board = on;
  identity = as;
  memory = bellOf(on, as);
  Atomics.store(memory, ATTENTIVE, attention > 0 ? 1 : 0);
  heard = Atomics.load(memory, 0) - 1;
}

/** Wakes the thread whose bell this is. */
export function ring(bell: Int32Array): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

export function addSource(source: Source): void {
  sources.add(source);
  // It may have rung while there was nobody to answer for it.
  if (source.isEmpty?.() !== true) heard = Atomics.load(memory, 0) - 1;
}

export function removeSource(source: Source): void {
  sources.delete(source);
}

/** Whether anything outside of this thread can ring its bell. */
export function canBeRung(): boolean {
  for (const source of sources) if (source.canRing === undefined || source.canRing()) return true;
  return false;
}

/**
 * Whether somebody of whom only the bell tells can ring it. The host must go on while a guest waits for that; who sends
 * messages as well keeps the host going by itself.
 */
export function waitsForBell(): boolean {
  for (const source of sources) if (source.canRing?.() === true) return true;
  return false;
}

/** How many there are outside of this thread that can ring its bell. */
export function sourceCount(): number {
  return sources.size;
}

/** Another thread had to be woken. To watch for what it sends takes long, and it may want this thread's processor. */
export function expectLate(): void {
  ringsBeforeLate = rings();
}

/** Takes in all that was sent. */
export function pollSources(): void {
  heard = rings();
  for (const source of [...sources]) source.poll();
}

/** Whether the bell rang since it was last answered. */
export function hasRung(): boolean {
  return rings() !== heard;
}

/** How often the bell has rung, counted modulo 2^32. */
export function rings(): number {
  return Atomics.load(memory, 0);
}

/** {@link pollSources}, if the bell rang since. */
export function answerBell(): void {
  ringAlarms();
  if (hasRung()) pollSources();
}

/** The most iterations of a loop between two looks at the bell, and the longest that they may take, in milliseconds. */
const MOST_PER_LOOK = 16;
const LONGEST_LOOK = 0.25;
let untilLook = 0;
let lastLook = 0;

/**
 * {@link answerBell}, between two iterations of a loop. If something is `ready` it need not look each time, since that takes
 * longer than a fast iteration does; after slow ones it looks.
 */
export function glanceAtBell(ready: { readonly length: number }): void {
  if (ready.length > 0 && --untilLook > 0) return;
  answerBell();
  const time = now();
  untilLook = time - lastLook < LONGEST_LOOK ? MOST_PER_LOOK : 1;
  lastLook = time;
}

/**
 * Until {@link unattend}, the bell is answered soon though the host's loop has no part in it: who rings it need not wake that
 * loop.
 */
export function attend(): void {
  if (attention++ === 0) Atomics.store(memory, ATTENTIVE, 1);
}

/** Takes back one {@link attend}. */
export function unattend(): void {
  if (--attention > 0) return;
  Atomics.store(memory, ATTENTIVE, 0);
  // Who rang before that left the host asleep.
  if (hasRung()) Promise.resolve().then(() => outsideOfStores(answerBell));
}

/** Whether the thread whose bell this is answers it soon: see {@link attend}. To be asked after it was rung. */
export function isAttentive(bell: Int32Array): boolean {
  return Atomics.load(bell, ATTENTIVE) === 1;
}

/** Calls `fn` once, before this thread sleeps or, at the latest, after the present iteration of a loop that blocks it. */
export function callBeforeSleep(fn: () => void): void {
  beforeSleep.add(fn);
}

/** Calls what {@link callBeforeSleep} was given. */
export function prepareForSleep(): void {
  // One may lead to another.
  while (beforeSleep.size > 0) {
    const due = [...beforeSleep];
    beforeSleep.clear();
    for (const fn of due) fn();
  }
}

/** Calls `fn` once, before this thread is blocked: the host does nothing meanwhile. */
export function callBeforeBlocking(fn: () => void): void {
  beforeBlocking.add(fn);
}

/** Calls `fn` whenever this thread is about to sleep. */
export function callBeforeEachSleep(fn: () => void): void {
  beforeEachSleep.push(fn);
}

/**
 * Sleeps until the bell rings or an alarm is due, at most `ms` milliseconds. Returns at once if it rang since it was last
 * answered.
 * @throws RuntimeError (`ERR_CANNOT_BLOCK`) on a thread that must not wait.
 */
export function waitForBell(ms: number): void {
  for (const fn of beforeBlocking) {
    beforeBlocking.delete(fn);
    fn();
  }
  for (const fn of beforeEachSleep) fn();
  prepareForSleep();
  usePause();
  if (hasRung()) return;
  const limit = Math.min(ms, untilNextAlarm());
  if (!watch(limit)) fallAsleep(limit);
}

function fallAsleep(ms: number): void {
  try {
    const left = wakeUpCall === null ? ms : sleepLightly(ms);
    if (left > 0) Atomics.wait(memory, 0, heard, left);
  } catch (cause) {
    throw cannotBlock(cause);
  }
}

/** What {@link afterSleep} was given, and how long this thread is to sleep until then. */
let wakeUpCall: (() => void) | null = null;
let sleepLeft = 0;

/**
 * Calls `fn` once, when this thread has slept for `ms` milliseconds from now on, in one wait or in many. It takes the place of
 * what was given before; `null` only takes that back.
 */
export function afterSleep(ms: number, fn: (() => void) | null): void {
  wakeUpCall = fn;
  sleepLeft = ms;
}

/** Sleeps until it is time for {@link afterSleep}. Returns how long is left to sleep after that. */
function sleepLightly(ms: number): number {
  const start = now();
  const isOver = Atomics.wait(memory, 0, heard, Math.min(ms, sleepLeft)) !== "timed-out";
  const slept = now() - start;
  sleepLeft -= slept;
  if (sleepLeft <= 0) callAwake();
  return isOver ? 0 : ms - slept;
}

/** The time has come for {@link afterSleep}. */
function callAwake(): void {
  const fn = wakeUpCall;
  wakeUpCall = null;
  fn?.();
}

/** This thread may be kept from its host for long without sleeping here: the time of {@link afterSleep} has come. */
export function goWithoutSleep(): void {
  if (wakeUpCall !== null) callAwake();
}

/** Watches the bell for a while. Returns whether the wait is over. */
function watch(ms: number): boolean {
  if (rings() === ringsBeforeLate) return false;
  const limit = lookout.limit(now());
  if (limit === 0 || limit > ms) return false;
  const hasCome = watchBell(limit);
  if (hasCome) lookout.succeeded(now());
  else lookout.failed(now());
  return hasCome;
}

/** Looks at the bell for `ms` milliseconds, without sleeping. Returns whether it rang since it was last answered. */
export function watchBell(ms: number): boolean {
  const end = now() + ms;
  do {
    for (let i = 0; i < LOOKS; i++) if (hasRung()) return true;
  } while (now() < end);
  return false;
}

/** What {@link doInPauses} was given. */
let pastime: (() => boolean) | null = null;

/**
 * Calls `fn` while this thread waits for its bell, again and again until it returns `false`. Each call takes a few microseconds, and
 * must not throw. It takes the place of what was given before.
 */
export function doInPauses(fn: () => boolean): void {
  pastime = fn;
}

/** This thread is about to wait: it does what {@link doInPauses} was given, until the bell rings. */
export function usePause(): void {
  while (pastime !== null && !hasRung()) if (!pastime()) pastime = null;
}

/** How many want the bell answered while the host's loop has the thread. */
let heeding = 0;
let isListening = false;

/** Answers the bell whenever the thread is free, until {@link unheedBell}: for those who wait in a guest. */
export function heedBell(): void {
  heeding++;
  if (!isListening) listen();
}

/** Takes back one {@link heedBell}. */
export function unheedBell(): void {
  heeding--;
}

function listen(): void {
  for (;;) {
    const { async, value } = Atomics.waitAsync(memory, 0, heard);
    if (async) {
      isListening = true;
      value.then(heedRing);
      return;
    }
    pollSources();
  }
}

function heedRing(): void {
  isListening = false;
  pollSources();
  if (heeding > 0) listen();
}
