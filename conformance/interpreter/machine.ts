import {
  allTasks,
  type Context,
  ContextVar,
  type Coroutine,
  currentTask,
  type EventLoop,
  type Future,
  type Handle,
  type Task,
  type TaskGroup,
  type Timeout,
  type Token,
} from "tsyncio";
import type { AnyNode, Body, Target } from "../ir.js";
import { describeError, describeKind, makeError } from "./errors.js";
import { Primitives } from "./primitives.js";

const EVENT_LIMIT = 3000;

/** A node that a coroutine is made of: a run, a task. */
export type CoroutineNode = AnyNode & { readonly body: Body };

/** What a running program can name (futures, tasks, handles, ... by slot) and the trace it leaves. */
export class Machine {
  readonly loop: EventLoop;
  readonly runCoroutine: (m: Machine, node: CoroutineNode) => Coroutine<unknown>;
  readonly events: string[] = [];
  over = false;
  readonly tasks = new Map<number, Task<unknown>>();
  readonly handles = new Map<number, Handle>();
  readonly callbacks = new Map<number, () => void>();
  readonly tokens = new Map<number, { variable: ContextVar<number>; token: Token<number> }>();
  readonly contexts = new Map<number, Context>();
  readonly timeouts = new Map<number, Timeout>();
  readonly groups = new Map<number, TaskGroup>();
  readonly primitives = new Primitives();
  readonly waits = new Map<unknown, readonly unknown[]>();
  handlerIsBroken = false;
  /** What the garbage collector takes early, it may report in the middle of the trace. */
  readonly #kept: Future<unknown>[] = [];
  readonly #futures = new Map<number, Future<unknown>>();
  readonly #variables = new Map<number, ContextVar<number>>();

  constructor(loop: EventLoop, runCoroutine: Machine["runCoroutine"]) {
    this.loop = loop;
    this.runCoroutine = runCoroutine;
    loop.setExceptionHandler((_loop, context) => {
      if (this.over) return;
      const described = context.exception === undefined ? "" : `: ${describeError(context.exception)}`;
      this.logAs("handler", `${context.message}${described}`);
      if (this.handlerIsBroken) throw makeError({ kind: "AppError", message: "broken handler" });
    });
    loop.defaultExceptionHandler = (context) => this.logAs("default", context.message);
  }

  log(node: AnyNode, text: string): void {
    this.logAs(String(node.id), text);
  }

  logValue(node: AnyNode, value: unknown): void {
    this.log(node, `-> ${describeValue(value)}`);
  }

  logError(node: AnyNode, error: unknown): void {
    this.log(node, `! ${describeError(error)}`);
  }

  logAs(id: string, text: string): void {
    if (this.over) return;
    this.events.push(`${this.loop.time()} #${id} ${text}`);
    if (this.events.length < EVENT_LIMIT) return;
    this.events.push("too many events");
    this.over = true;
    this.loop.stop();
  }

  future(slot: number): Future<unknown> {
    return this.#futures.get(slot) ?? this.setFuture(slot);
  }

  setFuture(slot: number): Future<unknown> {
    return this.putFuture(slot, this.loop.createFuture<unknown>());
  }

  putFuture(slot: number, future: Future<unknown>): Future<unknown> {
    this.#kept.push(future);
    this.#futures.set(slot, future);
    return future;
  }

  setTask(slot: number, task: Task<unknown>): string {
    this.tasks.set(slot, task);
    this.#kept.push(task);
    return `t${slot}`;
  }

  currentTask(): Task<unknown> | null {
    return this.loop.isRunning() ? currentTask() : null;
  }

  target(ref: Target): Future<unknown> | undefined {
    if ("future" in ref) return this.future(ref.future);
    if ("task" in ref) return this.tasks.get(ref.task);
    return this.currentTask() ?? undefined;
  }

  /** Those that are there, each as often as it is named. */
  targets(refs: readonly Target[]): Future<unknown>[] {
    return refs.map((ref) => this.target(ref)).filter((target) => target !== undefined);
  }

  namesOf(futures: Iterable<Future<unknown>>): string {
    return [...futures]
      .map((future) => this.#nameOf(future))
      .sort()
      .join(",");
  }

  variable(slot: number): ContextVar<number> {
    const known = this.#variables.get(slot);
    if (known !== undefined) return known;
    const variable = new ContextVar<number>(`v${slot}`, { default: 0 });
    this.#variables.set(slot, variable);
    return variable;
  }

  /** The context variables that are set here, to say whose context something runs in. */
  describeContext(): string {
    return [0, 1]
      .map((slot) => [slot, this.variable(slot).get()] as const)
      .filter(([, value]) => value !== 0)
      .map(([slot, value]) => ` v${slot}=${value}`)
      .join("");
  }

  /** Whether `start` waits for `goal`, through any number of others. Cancelling a circle never ends in CPython. */
  leadsTo(start: unknown, goal: unknown): boolean {
    const seen = new Set<unknown>();
    const todo = [...(this.waits.get(start) ?? [])];
    for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
      if (node === goal) return true;
      if (seen.has(node)) continue;
      seen.add(node);
      todo.push(...(this.waits.get(node) ?? []));
    }
    return false;
  }

  logFinalStates(): void {
    for (const [name, slots] of [["f", this.#futures] as const, ["t", this.tasks] as const]) {
      for (const slot of [...slots.keys()].sort((a, b) => a - b)) {
        const future = slots.get(slot);
        if (future !== undefined) this.logAs("end", `${name}${slot} ${finalState(future)}`);
      }
    }
    this.logAs("end", `${allTasks(this.loop).size} tasks`);
  }

  /** In CPython a loop that closes leaves its tasks as they are; what tsyncio does with them is not compared. */
  close(): void {
    const { over } = this;
    this.over = true;
    this.loop.close();
    this.over = over;
  }

  discard(): void {
    this.over = true;
    this.loop.close();
  }

  #nameOf(future: Future<unknown>): string {
    for (const [name, slots] of [["f", this.#futures] as const, ["t", this.tasks] as const]) {
      for (const slot of [...slots.keys()].sort((a, b) => a - b)) {
        if (slots.get(slot) === future) return `${name}${slot}`;
      }
    }
    return "self";
  }
}

export function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(describeValue).join(",")}]`;
  if (value instanceof Error) return describeKind(value);
  return JSON.stringify(value ?? null);
}

function finalState(future: Future<unknown>): string {
  if (!future.done()) return "pending";
  if (future.cancelled()) return "cancelled";
  const error = future.exception();
  return error === null ? `-> ${describeValue(future.result())}` : `! ${describeError(error)}`;
}
