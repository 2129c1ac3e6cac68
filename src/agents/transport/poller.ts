/*
 * For a thread whose host is free to run: to be woken by a message takes the host longer than a short call elsewhere does. So
 * while a message is expected soon, the bell is looked at in each turn of the host, which goes on with all else; and a thread
 * that has nothing else to do watches the bell for a moment before that.
 */
import { answerBell, attend, hasRung, rings, unattend, usePause, watchBell } from "../../drivers/bell.js";
import { Lookout } from "../../drivers/lookout.js";
import { outsideOfStores } from "../../kernel/host-context.js";
import { now } from "../../kernel/now.js";

/** After this long without it, the host has a turn between two calls, in milliseconds. */
const TURN = 1;
/** For so long a turn may go on with what was answered within it, in milliseconds. */
const LONGEST_GLANCE = 5;

const NEXT_MICROTASK = Promise.resolve();

const lookout = new Lookout(0.1, 3);
const watchLookout = new Lookout(1, 24);
let isPolling = false;
let isWatching = false;
/** When the present poll is to end. */
let pollEnd = 0;
/** How often the bell had rung before it. */
let ringsBefore = 0;
/** How long the present watch is to take. */
let watchLimit = 0;
/** When the host last had a turn. */
let lastTurn = 0;
/** Until when a turn goes on with what was answered within it. */
let glanceEnd = 0;

/** Something was sent, or answered, and the other side is expected to send something in turn. */
export function expectMessage(): void {
  if (isPolling || lookout.limit(now()) === 0) return;
  ringsBefore = rings();
  isPolling = true;
  attend();
  NEXT_MICROTASK.then(glance);
  setImmediate(beginPoll);
}

/** All calls were answered, and the other side often makes the next one at once. */
export function watchForMessage(): void {
  if (isWatching) return;
  watchLimit = watchLookout.limit(now());
  if (watchLimit === 0) {
    NEXT_MICROTASK.then(usePause);
    return;
  }
  isWatching = true;
  attend();
  // What was answered leaves first.
  NEXT_MICROTASK.then(watch);
}

/** In a turn that makes many calls, the first are answered before it ends: that makes room for those that wait. */
function glance(): void {
  if (!hasRung()) return;
  glanceEnd = now() + LONGEST_GLANCE;
  answerMore();
}

function answerMore(): void {
  if (!hasRung()) return;
  answer();
  // The host's turn must end some time, though each answer may lead to more calls.
  if (now() < glanceEnd) NEXT_MICROTASK.then(answerMore);
}

/** What the rest of the turn took in which something was sent was not spent on looking out. */
function beginPoll(): void {
  const time = now();
  pollEnd = time + lookout.limit(time);
  poll();
}

function poll(): void {
  if (rings() !== ringsBefore) {
    lookout.succeeded(now());
    isPolling = false;
    if (hasRung()) answer();
    unattend();
  } else if (now() < pollEnd) {
    setImmediate(poll);
  } else {
    lookout.failed(now());
    isPolling = false;
    unattend();
  }
}

/** What comes belongs to none of those who made this thread look out for it. */
function answer(): void {
  outsideOfStores(answerBell);
}

function watch(): void {
  if (now() - lastTurn > TURN) {
    setImmediate(() => {
      lastTurn = now();
      watch();
    });
    return;
  }
  isWatching = false;
  usePause();
  if (hasRung()) {
    answer();
  } else if (watchBell(watchLimit)) {
    watchLookout.succeeded(now());
    answer();
  } else {
    watchLookout.failed(now());
  }
  unattend();
}
