/*
 * A ready queue from which any entry may be taken next that could be next in some legal order. It defines what legal is.
 *
 * asyncio runs what is ready first in, first out. A program may rely on a part of that, and owes the rest to chance: a
 * result that comes a little later makes its task ready a little later. So every order is explored that keeps to these:
 *
 *   1. The steps of one task follow one another.
 *   2. Callbacks that one task scheduled (`callSoon`, done callbacks that it set off, timers with equal deadlines) run in
 *      the order in which it did so, as the documentation promises; callbacks of callbacks count as the same task's.
 *   3. A task that gives way with `sleep(0)` goes on after all that it made ready before: the tasks that it started have
 *      made their first step, those that it woke have seen it.
 *   4. Time moves only when nothing is ready, and moves to the next deadline; so what is due later never goes first.
 *
 * All else is free. Tasks start in any order, wake in any order (whoever completed what they wait for), may be passed by
 * others any number of times; timers of different tasks with equal deadlines fire in any order. What a step does between
 * two waits is never interrupted. How long things take is not varied: vary the arguments of `sleep` for that.
 *
 * Rejected: permuting only what is ready in the same iteration (a task could never fall behind by more than one step, and
 * most races need two), and not keeping rule 3 ("start a task, `sleep(0)`, it has started" is a common idiom, and true).
 *
 * With no choice made, entries run in asyncio's own order, iteration by iteration. A choice takes the entry of another
 * lane; what it passes by goes to the back of the queue. So an order is told by its differences from asyncio's: each a
 * delay, as in delay-bounded scheduling (Emmi, Qadeer, Rakamarić 2011).
 */
import { Task } from "../../coroutines/task.js";
import { ReadyQueue, type Runnable } from "../../kernel/ready-queue.js";
import { Lane } from "./lane.js";

/** Something that is ready. */
export interface Entry {
  readonly runnable: Runnable;
  readonly lane: Lane;
  /** Who made it ready; `null` for time and for what comes from outside the loop. */
  readonly by: Lane | null;
}

/** Decides which of several entries runs. */
export interface Chooser {
  /** The index of one of `candidates`, of which 0 is next in asyncio's order. All are of different lanes. */
  choose(candidates: readonly Entry[]): number;
  /** Told of each entry that is about to run, and of how many candidates it passed by. */
  step(entry: Entry, candidates: readonly Entry[], passed: number): void;
}

export class ExploredQueue extends ReadyQueue {
  private entries: Entry[] = [];
  private left = 0;
  private running: Lane | null = null;
  private taskCount = 0;
  private readonly outside = new Lane(null, null);
  private readonly tasks = new WeakMap<Runnable, Lane>();
  private readonly timers = new WeakMap<Runnable, Lane>();
  private readonly chooser: Chooser;

  constructor(chooser: Chooser) {
    super();
    this.chooser = chooser;
  }

  override get length(): number {
    return this.entries.length;
  }

  override get remaining(): number {
    return this.left;
  }

  override push(runnable: Runnable): void {
    const setBy = this.timers.get(runnable);
    if (setBy !== undefined) {
      this.entries.push({ runnable, lane: setBy.callbacks, by: null });
      return;
    }
    const by = this.running;
    const lane = runnable instanceof Task ? this.laneOf(runnable) : (by ?? this.outside).callbacks;
    if (by !== null && lane !== by) by.unseen++;
    this.entries.push({ runnable, lane, by });
  }

  /** Notes who set a timer. */
  noteTimer(timer: Runnable): void {
    this.timers.set(timer, this.running ?? this.outside);
  }

  override beginBatch(): void {
    this.running = null;
    this.left = this.entries.length;
  }

  override shift(): Runnable {
    const candidates = this.candidates();
    const index = candidates.length === 1 ? 0 : this.chooser.choose(candidates);
    const entry = candidates[index] as Entry;
    this.chooser.step(entry, candidates, index);
    this.delay(candidates.slice(0, index));
    this.entries.splice(this.entries.indexOf(entry), 1);
    this.left--;
    if (entry.by !== null && entry.by !== entry.lane) entry.by.unseen--;
    this.running = entry.lane;
    return entry.runnable;
  }

  override clear(): void {
    this.entries = [];
    this.left = 0;
  }

  private laneOf(task: Task<unknown>): Lane {
    let lane = this.tasks.get(task);
    if (lane === undefined) {
      lane = new Lane(task, null);
      this.tasks.set(task, lane);
      // The thread's own count goes on from run to run: reports of the same order would differ.
      this.taskCount++;
      if (task.getName() === `Task-${task.serial}`) task.setName(`Task-${this.taskCount}`);
    }
    return lane;
  }

  /** What may run next, in asyncio's order. There always is some: an entry only ever waits for older ones. */
  private candidates(): Entry[] {
    const seen = new Set<Lane>();
    return this.entries.filter((entry) => {
      if (seen.has(entry.lane)) return false;
      seen.add(entry.lane);
      const gaveWay = entry.by === entry.lane && entry.lane.task !== null;
      return !gaveWay || entry.lane.unseen === 0;
    });
  }

  /** Sends the lanes of `passed` to the back of the queue. */
  private delay(passed: readonly Entry[]): void {
    if (passed.length === 0) return;
    const lanes = new Set(passed.map(({ lane }) => lane));
    const stay = this.entries.filter(({ lane }) => !lanes.has(lane));
    const go = this.entries.filter(({ lane }) => lanes.has(lane));
    this.entries = [...stay, ...go];
  }
}
