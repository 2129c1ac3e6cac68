/*
 * Node's loop as the host of a test. Besides making calls it can tell, better than the process as a whole, whether anything
 * is under way that the test may be waiting for. What was there when the test began is the runner's: a test's own is what
 * came since.
 */
import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import { isMainThread } from "node:worker_threads";
import { sourceCount } from "../../drivers/bell.js";
import type { Host } from "../../drivers/host.js";
import { nodeHost } from "../../drivers/hosts/node.js";
import { LONGEST_TIMEOUT } from "../../drivers/longest-timeout.js";
import type { Scheduler } from "../../kernel/scheduler.js";
import { realNow } from "../real-time.js";
import { idleStreams, isPoolBusy } from "./host-watch.js";

/** What may stay open without anything being under way: it can wake a loop, but time does not wait for it. */
const PASSIVE: ReadonlySet<string> = new Set([
  "TCPServerWrap",
  "PipeServerWrap",
  "UDPWrap",
  "FSEventWrap",
  "StatWatcher",
  "SignalWrap",
  "TTYWrap",
]);

/**
 * From what was there before the test an answer may still come by these, and nothing else shows that it will. A thread has a port
 * to its parent in any case.
 */
const ANSWERING: ReadonlySet<string> = new Set([
  "TCPSocketWrap",
  "ProcessWrap",
  ...(isMainThread ? ["MessagePort"] : []),
]);

const TIMERS: ReadonlySet<string> = new Set(["Timeout", "Immediate"]);
const NO_TYPES: ReadonlySet<string> = new Set();

/**
 * How long nothing may be under way before a test is said to be stuck that waits for host code, in milliseconds: not all that
 * is under way can be seen, such as a message of another thread or a module that the runner compiles. Less is allowed if that code
 * waits for the loop, since then it is likely that each waits for the other.
 */
const GRACE = 1_500;
const GRACE_OF_WAITING_HOST = 500;
const LONGEST_POLL = 50;
/** After so many milliseconds of real time in which virtual time stands still, somebody should be told why. Runners give up after 2 s or later. */
const LONG_STANDSTILL = 1_500;

/** What was posted by all tests, in one immediate: so none takes another's for something under way. */
let posted: (() => void)[] = [];
let ownTimeouts = 0;

function makePosted(): void {
  const batch = posted;
  posted = [];
  for (const fn of batch) fn();
}

/** The host of one test's loop. */
export class TestHost implements Host {
  private readonly loop: Scheduler;
  private resourcesBefore: ReadonlyMap<string, number> | null = null;
  private sourcesBefore = 0;
  private readonly onStandstill: (underWay: string) => void;
  /** For how long virtual time has been held, when that was last looked at, and whether it was told. */
  private held = 0;
  private lastLook = 0;
  private isTold = false;

  /** @param onStandstill is called once if virtual time stands still for long, with what is under way, as Node calls it */
  constructor(loop: Scheduler, onStandstill: (underWay: string) => void) {
    this.loop = loop;
    this.onStandstill = onStandstill;
  }

  /** Takes what is open now for the runner's. */
  begin(): void {
    this.resourcesBefore = countResources();
    this.sourcesBefore = sourceCount();
  }

  post(fn: () => void): void {
    if (posted.push(fn) === 1) setImmediate(makePosted);
  }

  postDelayed(fn: () => void, ms: number): () => void {
    let isOpen = true;
    const close = () => {
      if (isOpen) ownTimeouts--;
      isOpen = false;
    };
    ownTimeouts++;
    const timer = setTimeout(
      () => {
        fn();
        // Node counts a timer that fires until its call is over.
        close();
      },
      Math.min(Math.ceil(ms), LONGEST_TIMEOUT),
    );
    return () => {
      close();
      clearTimeout(timer);
    };
  }

  isBusy(): boolean {
    const isBusy = this.canBeWoken(PASSIVE);
    if (isBusy) this.noteHeld();
    else this.held = 0;
    return isBusy;
  }

  private noteHeld(): void {
    const now = realNow();
    // Between two waits for time, and while the machine stands still, nobody waits for it.
    this.held += Math.min(now - this.lastLook, LONGEST_POLL);
    this.lastLook = now;
    if (this.held < LONG_STANDSTILL || this.isTold) return;
    this.isTold = true;
    this.onStandstill(this.newTypes(activeResources(), PASSIVE).join(", "));
  }

  /** Calls `fn` once nothing is under way or open that could still wake the loop. */
  onIdle(fn: () => void): () => void {
    let cancelLook = () => {};
    let isCancelled = false;
    const stop = () => {
      isCancelled = true;
      cancelLook();
      stopListening();
    };
    const tell = () => {
      if (isCancelled) return;
      stop();
      fn();
    };
    const stopListening = nodeHost.onIdle?.(tell) ?? (() => {});
    let last = realNow();
    let quiet = 0;
    let pause = 1;
    const look = () => {
      if (isCancelled) return;
      const now = realNow();
      // What timers come when it is quiet are not the test's: it has nothing that could set them.
      const isQuiet = !this.canBeWoken(quiet > 0 ? TIMERS : NO_TYPES);
      // A machine that stands still does not count.
      quiet = isQuiet ? quiet + Math.min(now - last, LONGEST_POLL) : 0;
      last = now;
      if (isQuiet && quiet >= this.patience()) {
        tell();
        return;
      }
      cancelLook = this.postDelayed(look, pause);
      pause = Math.min(pause * 2, LONGEST_POLL);
    };
    // Host code that was woken in this turn goes on first.
    this.post(look);
    return stop;
  }

  /** How long it must be quiet, in milliseconds, before nothing will come any more. */
  private patience(): number {
    if (!this.waitsForHost()) return 0;
    if (activeResources().some((type) => ANSWERING.has(type))) return Number.POSITIVE_INFINITY;
    return this.loop.closeListeners.size > 0 ? GRACE_OF_WAITING_HOST : GRACE;
  }

  /** Whether the loop waits for a host promise. One that nobody waits for any more, as its future was cancelled, does not count. */
  private waitsForHost(): boolean {
    for (const future of this.loop.hostFutures) if (!future.done()) return true;
    return false;
  }

  private canBeWoken(without: ReadonlySet<string>): boolean {
    return sourceCount() > this.sourcesBefore || this.hasNew(without);
  }

  /** Whether there is more than before the test, of other types than these. */
  private hasNew(without: ReadonlySet<string>): boolean {
    if (isPoolBusy()) return true;
    const types = activeResources();
    if (types.length === ownCount()) return false;
    return this.newTypes(types, without).length > 0;
  }

  private newTypes(types: readonly string[], without: ReadonlySet<string>): string[] {
    return [...countResources(types)]
      .filter(([type, count]) => count > (this.resourcesBefore?.get(type) ?? 0) && !without.has(type))
      .map(([type]) => type);
  }
}

/** What Node's loop has open, by type. Other hosts may not tell. */
function activeResources(): readonly string[] {
  return process.getActiveResourcesInfo?.() ?? [];
}

/** How much of what Node's loop has open is these hosts'. */
function ownCount(): number {
  return ownTimeouts + (posted.length > 0 ? 1 : 0);
}

/** How much of each type is open, without what these hosts have, and the process's own streams. */
function countResources(types: readonly string[] = activeResources()): Map<string, number> {
  const counts = new Map<string, number>([
    ["Timeout", -ownTimeouts],
    ["Immediate", posted.length > 0 ? -1 : 0],
  ]);
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  for (const type of idleStreams()) counts.set(type, (counts.get(type) ?? 0) - 1);
  // Something that is being closed is nothing to wait for.
  counts.delete("CloseReq");
  return counts;
}
