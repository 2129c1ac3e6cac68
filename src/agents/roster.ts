/*
 * The agents that this thread has started and that have not ended: who is told of them, and whether somebody waits for them.
 */
import { addSource, removeSource, ring, type Source, threadBell } from "../drivers/bell.js";
import type { AgentReport } from "./messages.js";

type Listener = (report: AgentReport) => void;

/** What can keep this process alive while an agent runs. */
export interface Keeper {
  ref(): void;
  unref(): void;
}

interface Entry {
  readonly listener: Listener;
  /** How often somebody waits for the agent. */
  holds: number;
  keeper: Keeper | null;
}

/** A new agent. */
export interface Enlisted {
  readonly id: number;
  /** It was started: while somebody waits for it, `keeper`, which does not so far, keeps this process alive. */
  keepBy(keeper: Keeper): void;
  /** Somebody waits for it: this process stays alive meanwhile, be it a daemon. */
  hold(): void;
  /** Takes back one {@link Enlisted.hold}. */
  release(): void;
  /** Forgets an agent that could not be started. */
  cancel(): void;
}

const entries = new Map<number, Entry>();
let nextId = 1;
/** How often somebody waits for an agent. */
let holds = 0;
/** How many waits of this thread are to hear that an agent ends. */
let blocked = 0;
/** Whether loops that block may wait for reports. */
let isHeard = false;

/** What brings reports, though this thread be blocked. */
const reporters: Pick<Source, "poll">[] = [];
/** Reports that wait for whoever comes first. */
let delayed: AgentReport[] = [];

const source: Source = {
  poll() {
    for (const reporter of reporters) reporter.poll();
    if (delayed.length > 0) takeDelayed();
  },
};

/**
 * Gives a new agent its number; its reports go to `listener` until it has ended. Unless it is a daemon, this process
 * stays alive until then.
 */
export function enlist(daemon: boolean, listener: Listener): Enlisted {
  const id = nextId++;
  const entry: Entry = { listener, holds: 0, keeper: null };
  entries.set(id, entry);
  const change = (difference: number) => {
    if (entries.has(id)) changeHolds(entry, difference);
  };
  if (daemon) updateHearing();
  else change(1);
  return {
    id,
    keepBy(keeper) {
      entry.keeper = keeper;
      if (entry.holds > 0) keeper.ref();
    },
    hold: () => change(1),
    release: () => change(-1),
    cancel: () => discharge(id, entry),
  };
}

/** Passes on what happened to an agent. */
export function takeReport(report: AgentReport): void {
  const entry = entries.get(report.id);
  if (entry === undefined) return;
  if (report.type === "ended") discharge(report.id, entry);
  entry.listener(report);
}

/** {@link takeReport}, when whoever calls this has returned, though this thread blocks then. */
export function takeReportSoon(report: AgentReport): void {
  delayed.push(report);
  ring(threadBell());
  setImmediate(takeDelayed);
}

function takeDelayed(): void {
  const reports = delayed;
  delayed = [];
  for (const report of reports) takeReport(report);
}

/** While this thread blocks and somebody waits for an agent, `reporter` is asked for reports. */
export function addReporter(reporter: Pick<Source, "poll">): void {
  reporters.push(reporter);
}

/** This thread blocks: until {@link unheedEnds} it hears that an agent has ended, be it a daemon for which nobody waits. */
export function heedEnds(): void {
  if (blocked++ === 0) updateHearing();
}

/** Takes back one {@link heedEnds}. */
export function unheedEnds(): void {
  if (--blocked === 0) updateHearing();
}

function discharge(id: number, entry: Entry): void {
  if (!entries.delete(id)) return;
  changeHolds(entry, -entry.holds);
}

/** While somebody waits for an agent, this process stays alive, and a loop that blocks may wait for it. */
function changeHolds(entry: Entry, difference: number): void {
  const before = entry.holds;
  entry.holds += difference;
  holds += difference;
  if (entry.holds > 0 !== before > 0) {
    if (entry.holds > 0) entry.keeper?.ref();
    else entry.keeper?.unref();
  }
  updateHearing();
}

function updateHearing(): void {
  const shallHear = entries.size > 0 && (holds > 0 || blocked > 0);
  if (shallHear === isHeard) return;
  isHeard = shallHear;
  if (shallHear) addSource(source);
  else removeSource(source);
}
