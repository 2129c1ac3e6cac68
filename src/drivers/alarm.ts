/*
 * Times at which this thread has something to do for calls that run elsewhere, be it blocked or not: the host's timers are
 * for a thread that is free, and waits for the bell end in time for the next alarm.
 */
import { LONGEST_TIMEOUT } from "./longest-timeout.js";

interface Alarm {
  readonly when: number;
  readonly fn: () => void;
  timer: ReturnType<typeof setTimeout> | null;
}

const alarms = new Set<Alarm>();

/** Calls `fn`, which must not throw, in `ms` milliseconds. Returns a function that prevents it. */
export function setAlarm(ms: number, fn: () => void): () => void {
  const alarm: Alarm = { when: performance.now() + ms, fn, timer: null };
  alarms.add(alarm);
  setTimer(alarm);
  return () => {
    alarms.delete(alarm);
    if (alarm.timer !== null) clearTimeout(alarm.timer);
  };
}

function setTimer(alarm: Alarm): void {
  const left = Math.max(0, Math.ceil(alarm.when - performance.now()));
  alarm.timer = setTimeout(
    () => {
      ringAlarms();
      // The host rounds, so that its timers may come a little too soon.
      if (alarms.has(alarm)) setTimer(alarm);
    },
    Math.min(left, LONGEST_TIMEOUT),
  );
}

/** How long it is until the next alarm, in milliseconds. */
export function untilNextAlarm(): number {
  if (alarms.size === 0) return Number.POSITIVE_INFINITY;
  let next = Number.POSITIVE_INFINITY;
  for (const { when } of alarms) if (when < next) next = when;
  return Math.max(0, next - performance.now());
}

/** Calls what is due. */
export function ringAlarms(): void {
  if (alarms.size === 0) return;
  const now = performance.now();
  for (const alarm of [...alarms]) {
    if (alarm.when > now || !alarms.delete(alarm)) continue;
    if (alarm.timer !== null) clearTimeout(alarm.timer);
    alarm.fn();
  }
}
