/*
 * For a thread whose host is free to run: to be woken by a message takes the host longer than a short call elsewhere does. So
 * while a message is expected soon, the bell is looked at in each turn of the host, which goes on with all else; and a thread
 * that has nothing else to do watches the bell for a moment before that.
 */
import { answerBell, attend, hasRung, unattend, watchBell } from "../../drivers/bell.js";
import { Lookout } from "../../drivers/lookout.js";
import { outsideOfStores } from "../../kernel/host-context.js";

/** The longest to look out, in milliseconds. */
const LONGEST = 0.1;
/** The longest to watch, in milliseconds. */
const LONGEST_WATCH = 0.02;
/** After this long without it, the host has a turn between two calls, in milliseconds. */
const TURN = 1;

const NEXT_MICROTASK = Promise.resolve();

const lookout = new Lookout();
const watchLookout = new Lookout();
let isPolling = false;
let isWatching = false;
/** When the present poll began. */
let since = 0;
/** When the host last had a turn. */
let lastTurn = 0;

/** Something was sent, or answered, and the other side is expected to send something in turn. */
export function expectMessage(): void {
  if (isPolling || !lookout.isDue()) return;
  since = performance.now();
  isPolling = true;
  attend();
  setImmediate(poll);
}

/** All calls were answered, and the other side often makes the next one at once. */
export function watchForMessage(): void {
  if (isWatching || !watchLookout.isDue()) return;
  isWatching = true;
  attend();
  // What was answered leaves first.
  NEXT_MICROTASK.then(watch);
}

function poll(): void {
  if (hasRung()) {
    lookout.succeeded();
    isPolling = false;
    answer();
    unattend();
  } else if (performance.now() - since < LONGEST) {
    setImmediate(poll);
  } else {
    lookout.failed();
    isPolling = false;
    unattend();
  }
}

/** What comes belongs to none of those who made this thread look out for it. */
function answer(): void {
  outsideOfStores(answerBell);
}

function watch(): void {
  if (performance.now() - lastTurn > TURN) {
    setImmediate(() => {
      lastTurn = performance.now();
      watch();
    });
    return;
  }
  isWatching = false;
  if (watchBell(LONGEST_WATCH)) {
    watchLookout.succeeded();
    answer();
  } else {
    watchLookout.failed();
  }
  unattend();
}
