/*
 * For a thread whose host is free to run: to be woken by a message takes the host longer than a short call elsewhere does. So
 * while an answer is expected soon, the bell is looked at in each turn of the host, which goes on with all else.
 */
import { answerBell, hasRung } from "../../drivers/bell.js";
import { Lookout } from "../../drivers/lookout.js";

/** The longest to look out, in milliseconds. */
const LONGEST = 0.1;

const lookout = new Lookout();
let since = 0;
let isPolling = false;

/** Something was sent, or answered, and the other side is expected to send something in turn. */
export function expectMessage(): void {
  if (isPolling || !lookout.isDue()) return;
  since = performance.now();
  isPolling = true;
  setImmediate(poll);
}

function poll(): void {
  if (hasRung()) {
    isPolling = false;
    lookout.succeeded();
    answerBell();
  } else if (performance.now() - since < LONGEST) {
    setImmediate(poll);
  } else {
    isPolling = false;
    lookout.failed();
  }
}
