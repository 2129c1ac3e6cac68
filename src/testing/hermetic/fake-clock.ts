/** A timer as fake-timers makes it, on Node. */
export interface FakeTimeout {
  ref(): FakeTimeout;
  unref(): FakeTimeout;
  hasRef(): boolean;
  refresh(): FakeTimeout;
  [Symbol.toPrimitive](): number;
}

type Callback = (...args: unknown[]) => void;
export type SetTimer = (fn: Callback, delay?: unknown, ...args: unknown[]) => FakeTimeout;
export type ClearTimer = (timer?: unknown) => void;

/** What is used of fake-timers' clock. */
export interface FakeClock {
  readonly now: number;
  readonly performance: { now(): number };
  setTimeout: SetTimer;
  setInterval: SetTimer;
  clearTimeout: ClearTimer;
  clearInterval: ClearTimer;
  next(): number;
}
