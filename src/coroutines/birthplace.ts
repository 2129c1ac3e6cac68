/*
 * Where the call of an async function began whose wait has begun (suspension.ts): with which variables, in which context and
 * stores. It goes on there. What a coroutine sets is its caller's too if that awaits it, and its own if it is a task;
 * which of the two is known only after the call has set it. So what it set is put aside until then.
 */
import { Context, currentScope, inheritTokens, type Scope, type Values } from "../kernel/context.js";
import { captureHostContext, type HostContext, onStoreLeft } from "../kernel/host-context.js";
import { begun } from "./suspension.js";
import type { Task, TaskOptions } from "./task.js";

interface Birthplace {
  readonly scope: Scope;
  /** The scope's values when the call was made. */
  readonly before: Values;
  /** Those that it left. */
  readonly after: Values;
  /** The stores in which it began, if those have been left. */
  leftHost: HostContext | null;
}

/** Of the call whose wait has begun. */
let birthplace: Birthplace | null = null;

onStoreLeft(() => {
  if (birthplace !== null && begun() !== null) birthplace.leftHost ??= captureHostContext();
});

/** The call that has begun to wait was made here, when the values were `before`. */
export function noteBirthplace(before: Values): void {
  const scope = currentScope();
  const { values: after } = scope;
  birthplace = { scope, before, after, leftHost: null };
  // A context that was entered for the call is its own anyhow.
  if (after !== before && !(scope instanceof Context)) scope.values = before;
}

/** Whether the call is awaited where it began, and its caller has set nothing since. */
export function isBirthplace(): boolean {
  const { scope, before, after, leftHost } = birthplace as Birthplace;
  const expected = scope instanceof Context ? after : before;
  return currentScope() === scope && scope.values === expected && leftHost === null;
}

/** The call is a part of its caller: so is what it set. */
export function shareBirthplace(): void {
  const { scope, after } = birthplace as Birthplace;
  if (scope.values !== after) scope.values = after;
  birthplace = null;
}

/** The call is a task of its own, which `make` makes. */
export function leaveBirthplace<T>(make: (options: TaskOptions) => Task<T>): Task<T> {
  const { scope, before, after, leftHost } = birthplace as Birthplace;
  birthplace = null;
  const current = currentScope();
  const { values } = current;
  current.values = after;
  const options = scope instanceof Context ? { context: scope } : {};
  const task = leftHost === null ? make(options) : leftHost.runInAsyncScope(make, undefined, options);
  current.values = values;
  if (after !== before) inheritTokens(task, scope);
  return task;
}
