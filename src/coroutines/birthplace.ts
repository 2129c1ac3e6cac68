/*
 * Where the call of an async function began whose wait has begun (suspension.ts): with which variables, in which context and
 * stores. It goes on there. What a coroutine sets is its caller's too if that awaits it, and its own if it is a task;
 * which of the two is known only after the call has set it. So what it set is put aside until then.
 *
 * Most calls set nothing, and are awaited where they began: then there is nothing to note.
 */
import {
  Context,
  currentScope,
  inheritTokens,
  onScopeChange,
  type Scope,
  type Values,
} from "../kernel/context.js";
import { captureHostContext, type HostContext, onStoreChange } from "../kernel/host-context.js";
import { begun } from "./suspension.js";
import type { Task, TaskOptions } from "./task.js";

interface Birthplace {
  readonly scope: Scope;
  /** The scope's values when the call was made. */
  readonly before: Values;
  /** Those that it left. */
  readonly after: Values;
  /** The stores in which it began, if those have been left, or others entered. */
  host: HostContext | null;
}

/** Of the call whose wait has begun; `null` as long as it has set nothing, and nothing has changed since. */
let birthplace: Birthplace | null = null;

/** What has not been noted by now is as it was when the wait began. */
function noteUnchanged(): Birthplace {
  if (birthplace === null) {
    const scope = currentScope();
    const { values } = scope;
    birthplace = { scope, before: values, after: values, host: null };
  }
  return birthplace;
}

/** The values that a scope had before something changed them, or left the scope. A list has one of each scope. */
export interface Changes {
  readonly scope: Scope | null;
  readonly before: Values | null;
  readonly others: Changes | null;
}

/** No call begins: nobody asks. */
const NOT_NOTED: Changes = { scope: null, before: null, others: null };
const NONE: Changes = { scope: null, before: null, others: null };

/** Those since the innermost call began that has not yet come to its first wait, or its end. */
let changes: Changes = NOT_NOTED;

/** A call begins: notes the changes of variables from here on. Returns what {@link changesNoted} is to be given. */
export function noteChanges(): Changes {
  const earlier = changes;
  changes = NONE;
  return earlier;
}

/** The call waits, or has ended: the values that the current scope had when it began, if they may have changed. */
export function changesNoted(earlier: Changes): Values | null {
  const own = changes;
  changes = earlier;
  return own === NONE ? null : hand(own);
}

/** What a call has changed, its caller has. */
function hand(own: Changes): Values | null {
  for (let change = own; change !== NONE; change = change.others as Changes)
    addChange(change.scope as Scope, change.before as Values);
  return findChange(own, currentScope())?.before ?? null;
}

function addChange(scope: Scope, before: Values): void {
  if (changes !== NOT_NOTED && findChange(changes, scope) === null)
    changes = { scope, before, others: changes };
}

function findChange(list: Changes, scope: Scope): Changes | null {
  let change: Changes | null = list;
  while (change !== null && change.scope !== scope) change = change.others;
  return change;
}

onScopeChange(() => {
  const scope = currentScope();
  addChange(scope, scope.values);
  if (begun() !== null) noteUnchanged();
});

onStoreChange(() => {
  if (begun() !== null) noteUnchanged().host ??= captureHostContext();
});

/** The call that has begun to wait was made in the current scope, and may have set variables: `before` are their former values. */
export function noteBirthplace(before: Values): void {
  const scope = currentScope();
  if (scope.values === before) return;
  birthplace = { scope, before, after: scope.values, host: null };
  // A context that was entered for the call is its own anyhow.
  if (!(scope instanceof Context)) scope.values = before;
}

/** Whether the call is awaited where it began, and its caller has set nothing since. */
export function isBirthplace(): boolean {
  if (birthplace === null) return true;
  const { scope, before, after, host } = birthplace;
  const expected = scope instanceof Context ? after : before;
  return currentScope() === scope && scope.values === expected && host === null;
}

/** The call is a part of its caller: so is what it set. */
export function shareBirthplace(): void {
  if (birthplace === null) return;
  const { scope, after } = birthplace;
  if (scope.values !== after) scope.values = after;
  birthplace = null;
}

/** The call is a task of its own, which `make` makes. */
export function leaveBirthplace<T>(make: (options: TaskOptions) => Task<T>): Task<T> {
  const { scope, before, after, host } = noteUnchanged();
  birthplace = null;
  const current = currentScope();
  const { values } = current;
  current.values = after;
  const options = scope instanceof Context ? { context: scope } : {};
  const task = host === null ? make(options) : host.runInAsyncScope(make, undefined, options);
  current.values = values;
  if (after !== before) inheritTokens(task, scope);
  return task;
}
