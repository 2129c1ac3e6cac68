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
import { type Entry, Lane } from "./lane.js";

/** Decides which of several lanes goes on. */
export interface Chooser {
  /** The index of one of `candidates`, of which 0 is next in asyncio's order. */
  choose(candidates: readonly Lane[]): number;
  /** Told of each lane whose first entry is about to run, and of how many candidates it passed by. */
  step(lane: Lane, candidates: readonly Lane[], passed: number): void;
}

export class ExploredQueue extends ReadyQueue {
  /** The lanes that have something ready, in the order of their first entries. */
  private lanes: Lane[] = [];
  private size = 0;
  private left = 0;
  private nextPlace = 0;
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
    return this.size;
  }

  override get remaining(): number {
    return this.left;
  }

  override push(runnable: Runnable): void {
    const setBy = this.timers.get(runnable);
    const by = setBy === undefined ? this.running : null;
    const lane =
      runnable instanceof Task ? this.laneOf(runnable) : (setBy ?? this.running ?? this.outside).callbacks;
    if (by !== null && lane !== by) by.unseen++;
    if (lane.entries.push({ runnable, by, place: this.nextPlace++ }) === 1) this.lanes.push(lane);
    this.size++;
  }

  /** Notes who set a timer. */
  noteTimer(timer: Runnable): void {
    this.timers.set(timer, this.running ?? this.outside);
  }

  override beginBatch(): void {
    this.running = null;
    this.left = this.size;
  }

  override shift(): Runnable {
    const candidates = this.candidates();
    const index = candidates.length === 1 ? 0 : this.chooser.choose(candidates);
    const lane = candidates[index] as Lane;
    this.chooser.step(lane, candidates, index);
    const { runnable, by } = this.take(lane);
    if (index > 0) this.delay(candidates.slice(0, index));
    if (by !== null && by !== lane) by.unseen--;
    this.size--;
    this.left--;
    this.running = lane;
    return runnable;
  }

  override clear(): void {
    this.lanes = [];
    this.size = 0;
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

  /** The lanes that may go on, in asyncio's order. There always is one: an entry only ever waits for older ones. */
  private candidates(): Lane[] {
    return this.lanes.filter((lane) => !lane.givesWay);
  }

  /** Takes the first entry of a lane, which goes to the place of its next. */
  private take(lane: Lane): Entry {
    const { lanes } = this;
    const entry = lane.entries.shift() as Entry;
    lanes.splice(lanes.indexOf(lane), 1);
    if (lane.entries.length > 0) {
      const before = lanes.findIndex((other) => other.first.place > lane.first.place);
      lanes.splice(before < 0 ? lanes.length : before, 0, lane);
    }
    return entry;
  }

  /** Sends lanes to the back of the queue, all their entries in the order that they have. */
  private delay(passed: readonly Lane[]): void {
    for (const lane of passed) lane.isPassed = true;
    this.lanes = this.lanes.filter((lane) => !lane.isPassed);
    this.lanes.push(...passed);
    const entries = passed.flatMap((lane) => lane.entries).sort((a, b) => a.place - b.place);
    for (const entry of entries) entry.place = this.nextPlace++;
    for (const lane of passed) lane.isPassed = false;
  }
}
