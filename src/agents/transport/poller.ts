/*
 * For a thread whose host is free to run: to be woken by a message takes the host longer than a short call elsewhere does. So
 * while an answer is expected soon, the bell is looked at in each turn of the host, which goes on with all else. An answer
 * that usually takes longer is not looked for.
 */
import { answerBell, hasRung } from "../../drivers/bell.js";

/** The longest to look out, in milliseconds. */
const LONGEST = 0.15;

let usualWait = LONGEST / 2;
let since = 0;
let isPolling = false;

/** Something was sent, or answered, and the other side is expected to send something in turn. */
export function expectMessage(): void {
  since = performance.now();
  if (isPolling || usualWait > LONGEST) return;
  isPolling = true;
  setImmediate(poll);
}

/** Something came. */
export function noteMessage(): void {
  if (since === 0) return;
  usualWait += (Math.min(performance.now() - since, 10 * LONGEST) - usualWait) / 8;
  since = 0;
}

function poll(): void {
  if (hasRung()) {
    isPolling = false;
    answerBell();
  } else if (performance.now() - since < LONGEST) {
    setImmediate(poll);
  } else {
    isPolling = false;
  }
}
