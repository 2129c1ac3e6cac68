import { Agent } from "../agents/agent.js";
import { PoolExecutor } from "../agents/executors/pool-executor.js";
import { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import type { Task } from "../coroutines/task.js";
import type { Report } from "../kernel/exception-report.js";
import { TimerHandle } from "../kernel/handle.js";
import type { Observer } from "../kernel/observer.js";
import type { TargetFunction } from "../loop/executor.js";
import type { HostHandle } from "./host/host-handle.js";
import type { HandleWatch } from "./host/host-watch.js";
import { captureOrigin, describeEntry, describeOrigin, type Origin } from "./origin.js";

/**
 * A stack costs some microseconds to take. What a test makes after so many has none; of awaitables, most of which are awaited
 * at once, not so many are taken.
 */
const MOST_STACKS = 1000;
const MOST_STACKS_OF_AWAITABLES = 200;
/** To find out where a task waits takes milliseconds. */
const MOST_PLACES = 10;

/** What is open until somebody ends it: a thread, a process, a pool of them. */
export type OpenAgent = Agent<TargetFunction> | PoolExecutor;

/** Notes what a test makes, so that what it leaves behind can be named. */
export class LeakWatch implements Observer, HandleWatch {
  /** What was reported to the loop's exception handler. */
  readonly reports: Report[] = [];
  private readonly origins = new WeakMap<object, Origin>();
  private readonly timers = new WeakSet<object>();
  private readonly unawaited = new Set<LazyAwaitable<unknown>>();
  private readonly agents = new Set<OpenAgent>();
  private readonly handles = new Set<HostHandle>();
  private readonly acceptedHandles = new Set<HostHandle>();
  private stacks = 0;
  private stacksOfAwaitables = 0;
  private places = 0;

  made(what: object): void {
    if (what instanceof LazyAwaitable) {
      this.unawaited.add(what);
      if (this.stacksOfAwaitables++ >= MOST_STACKS_OF_AWAITABLES) return;
    } else {
      if (what instanceof TimerHandle) this.timers.add(what);
      else if (what instanceof Agent || what instanceof PoolExecutor) this.agents.add(what);
      if (this.stacks++ >= MOST_STACKS) return;
    }
    this.origins.set(what, captureOrigin());
  }

  opened(handle: HostHandle, origin: Origin): void {
    this.handles.add(handle);
    this.origins.set(handle, origin);
  }

  accepted(handle: HostHandle): void {
    this.acceptedHandles.add(handle);
  }

  awaited(awaitable: object, task: object | undefined): void {
    this.unawaited.delete(awaitable as LazyAwaitable<unknown>);
    const origin = this.origins.get(awaitable);
    // The host awaits in a microtask, whose stack tells nothing.
    if (task !== undefined && origin !== undefined) this.origins.set(task, origin);
  }

  placesOf(task: Task<unknown>): string | null {
    const waiting = this.waitingPlace(task);
    const origin = this.originOf(task);
    if (origin === null) return waiting;
    return waiting === null ? `made at ${origin}` : `${waiting}, made at ${origin}`;
  }

  /** Where a task waits, of the first tasks that are asked about. */
  waitingPlace(task: Task<unknown>): string | null {
    if (this.places++ >= MOST_PLACES) return null;
    const [innermost] = task.getStack();
    return innermost === undefined ? null : `at ${describeEntry(innermost)}`;
  }

  originOf(what: object): string | null {
    const origin = this.origins.get(what);
    return origin === undefined ? null : describeOrigin(origin);
  }

  /** Whether the program set this timer itself. */
  hasSet(timer: object): boolean {
    return this.timers.has(timer);
  }

  /** The awaitables that nobody has awaited. */
  neverAwaited(): LazyAwaitable<unknown>[] {
    return [...this.unawaited];
  }

  /** The threads, processes and pools that have not ended. */
  openAgents(): OpenAgent[] {
    return [...this.agents].filter((agent) => agent.isOpen());
  }

  /** What is open in the host's own loop. */
  openHandles(): HostHandle[] {
    return [...this.handles].filter((handle) => handle.isOpen());
  }

  /** The connections that servers of the test accepted and that are open: no leaks of their own, beside the server or the other end. */
  openAccepted(): HostHandle[] {
    return [...this.acceptedHandles].filter((handle) => handle.isOpen());
  }
}
