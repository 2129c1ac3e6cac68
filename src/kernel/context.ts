/*
 * Context variables, as in PEP 567. A scope is anything with a map of values; the map is immutable, so that a copy of
 * a scope is a copy of one reference. Every handle and every task is a scope of its own (CPython copies the context
 * for each), which makes entering one a single assignment and creating one free of allocation. The same assignment says
 * which task runs.
 */
import { RuntimeError } from "./errors.js";

export type Values = ReadonlyMap<ContextVar<unknown>, unknown>;

/** What runs: where `ContextVar.set` writes while it is current. */
export interface Scope {
  values: Values;
  /** The context that the values are those of, if they are not the scope's own. */
  readonly context: Context | null;
  /** The task that runs, if one does. What a task is, is known in coroutines/. */
  readonly task: object | null;
}

const NO_VALUES: Values = new Map();

/**
 * Holds the scope that runs now, outside of any handle the thread's own, and the task that runs. Each step of a task stores
 * the task here, and V8 makes it costly to store a new object in an old one, as a module's variable is: so it is in a box,
 * and drivers now and then replace the box by a new one.
 */
let box: { scope: Scope; task: object | null } = {
  scope: { values: NO_VALUES, context: null, task: null },
  task: null,
};

/** The scope that runs now. */
export function currentScope(): Scope {
  return box.scope;
}

/** The task that runs now, if one does: that of the current scope, at hand. */
export function activeTask(): object | null {
  return box.task;
}

/** Replaces the box of the current scope by a new one. */
export function renewScopeBox(): void {
  const { scope, task } = box;
  box = { scope, task };
}

/** Whose values a scope's are: that of a context, once it has one. */
function owner(scope: Scope): Scope {
  return scope.context ?? scope;
}

/** Makes `scope` current. Whoever calls it outside the loop's own iteration restores the former one. */
export function enterScope(scope: Scope): void {
  box.scope = scope;
  box.task = scope.task;
}

/** Makes `task` current, which is its own scope. */
export function enterTask(task: Scope & { readonly task: object }): void {
  box.scope = task;
  box.task = task;
}

/** Called before another scope becomes current, or the current one's values change, by the program's own doing. */
let beforeChange: () => void = () => {};

/** Sets what is called before the program enters or leaves a context, and before it sets a variable. */
export function onScopeChange(fn: () => void): void {
  beforeChange = fn;
}

/** Where scopes began that came into being only after they had set variables. */
const birthplaces = new WeakMap<Scope, Scope>();

/** What was set in `birthplace` before `scope` came into being may be reset in `scope`. */
export function inheritTokens(scope: Scope, birthplace: Scope): void {
  birthplaces.set(scope, birthplace);
}

/** Whether a token that was made in `maker` is good in the current scope. */
function isOwn(maker: Scope): boolean {
  const current = currentScope();
  if (owner(maker) === owner(current)) return true;
  const birthplace = birthplaces.get(current);
  return birthplace !== undefined && owner(birthplace) === owner(maker);
}

const MISSING: unique symbol = Symbol("missing");

/** The mark left by {@link ContextVar.set}, with which {@link ContextVar.reset} undoes it, once. */
export class Token<T> {
  /** The variable that was set. */
  readonly variable: ContextVar<T>;
  /** @internal */ readonly scope: Scope;
  /** @internal */ readonly former: T | typeof MISSING;
  /** @internal */ used = false;

  constructor(variable: ContextVar<T>, scope: Scope, former: T | typeof MISSING) {
    this.variable = variable;
    this.scope = scope;
    this.former = former;
  }

  /** The value before the `set`, or `undefined` if there was none. */
  get oldValue(): T | undefined {
    return this.former === MISSING ? undefined : this.former;
  }

  toString(): string {
    return `<Token var=${this.variable}>`;
  }
}

/**
 * A value that belongs to the running task or callback rather than to the program: a task starts with a copy of its
 * creator's, and what it sets is its own. Python: `contextvars.ContextVar`.
 *
 * @example
 * const user = new ContextVar<string>("user", { default: "nobody" });
 * await run(function* () {
 *   user.set("ada");
 *   const child = getRunningLoop().createTask((function* (): Coroutine<string> { return user.get(); })());
 *   assert.equal(yield* child, "ada");
 * });
 * assert.equal(user.get(), "nobody");
 */
export class ContextVar<T> {
  readonly name: string;
  private readonly fallback: T | typeof MISSING;

  constructor(name: string, options: { readonly default?: T } = {}) {
    if (typeof name !== "string")
      throw new TypeError(`Cannot name a ContextVar: the name is ${typeof name}, not a string`);
    this.name = name;
    this.fallback = "default" in options ? (options.default as T) : MISSING;
  }

  /**
   * The value in the current context; without one `fallback`, then the variable's default.
   * @throws RuntimeError (`ERR_NO_VALUE`) if there is none of these. Python raises `LookupError`.
   */
  get(fallback?: T): T;
  get(...fallback: [T?]): T {
    const values = currentScope().values;
    if (values.has(this as ContextVar<unknown>)) return values.get(this as ContextVar<unknown>) as T;
    if (fallback.length > 0) return fallback[0] as T;
    if (this.fallback !== MISSING) return this.fallback;
    throw new RuntimeError(
      `ContextVar '${this.name}' has no value here: set it first, give get() a fallback, or declare a default`,
      "ERR_NO_VALUE",
    );
  }

  /** Sets the value in the current context. The token undoes it with {@link ContextVar.reset}. */
  set(value: T): Token<T> {
    beforeChange();
    const scope = currentScope();
    const key = this as ContextVar<unknown>;
    const former = scope.values.has(key) ? (scope.values.get(key) as T) : MISSING;
    scope.values = new Map(scope.values).set(key, value);
    return new Token(this, scope, former);
  }

  /**
   * Restores the value that the variable had before the `set` that made `token`.
   * @throws RuntimeError (`ERR_TOKEN`) if the token was used already, is another variable's, or another context's.
   */
  reset(token: Token<T>): void {
    if (token.used)
      throw new RuntimeError("Cannot reset a ContextVar: the token has been used once already", "ERR_TOKEN");
    if (token.variable !== this) {
      throw new RuntimeError(
        `Cannot reset ContextVar '${this.name}': the token was made by ContextVar '${token.variable.name}'`,
        "ERR_TOKEN",
      );
    }
    if (!isOwn(token.scope)) {
      throw new RuntimeError(
        `Cannot reset ContextVar '${this.name}': the token was made in another context`,
        "ERR_TOKEN",
      );
    }
    beforeChange();
    token.used = true;
    const values = new Map(currentScope().values);
    if (token.former === MISSING) values.delete(this as ContextVar<unknown>);
    else values.set(this as ContextVar<unknown>, token.former);
    currentScope().values = values;
  }

  toString(): string {
    return `<ContextVar name='${this.name}'>`;
  }
}

/**
 * A set of values of context variables that code can be run in. {@link copyContext} makes one; `new Context()` is
 * empty. Python: `contextvars.Context`.
 *
 * @example
 * const user = new ContextVar<string>("user");
 * const context = copyContext();
 * context.run(() => user.set("ada"));
 * assert.equal(context.get(user), "ada");
 * assert.equal(user.get("nobody"), "nobody");
 */
export class Context implements Iterable<ContextVar<unknown>> {
  /** @internal */ values: Values = NO_VALUES;
  /** @internal */ task: object | null = null;
  private entered = false;

  /** @internal */
  get context(): Context {
    return this;
  }

  /** @internal */
  static of(values: Values): Context {
    const context = new Context();
    context.values = values;
    return context;
  }

  /**
   * Calls `fn` in this context and returns what it returns.
   * @throws RuntimeError (`ERR_CONTEXT_ENTERED`) if the context is already entered.
   */
  run<A extends readonly unknown[], R>(fn: (...args: A) => R, ...args: A): R {
    const outer = currentScope();
    const outerContext = outer.context;
    if (this.entered || outerContext === this) {
      throw new RuntimeError("Cannot enter the context: it is already entered", "ERR_CONTEXT_ENTERED");
    }
    // A handle or task that runs in a context does not mark it: this is the moment at which that can matter.
    const unmarked = outerContext === null || outerContext.entered ? null : outerContext;
    if (unmarked !== null) unmarked.entered = true;
    this.entered = true;
    this.task = outer.task;
    beforeChange();
    enterScope(this);
    try {
      return fn(...args);
    } finally {
      beforeChange();
      this.entered = false;
      this.task = null;
      if (unmarked !== null) unmarked.entered = false;
      enterScope(outer);
    }
  }

  /** @internal Calls `fn` while a task that runs in this context waits for `fn`: another one may not enter it. */
  whileEntered(fn: () => void): void {
    if (this.entered) {
      fn();
      return;
    }
    this.entered = true;
    try {
      fn();
    } finally {
      this.entered = false;
    }
  }

  /** The value of `variable` in this context, or `undefined`; defaults are not looked at. */
  get<T>(variable: ContextVar<T>): T | undefined {
    return this.values.get(variable as ContextVar<unknown>) as T | undefined;
  }

  /** Whether `variable` was set in this context. */
  has(variable: ContextVar<unknown>): boolean {
    return this.values.has(variable);
  }

  /** How many variables are set. */
  get size(): number {
    return this.values.size;
  }

  /** A copy: what is set in it does not show here. */
  copy(): Context {
    return Context.of(this.values);
  }

  [Symbol.iterator](): Iterator<ContextVar<unknown>> {
    return this.values.keys();
  }
}

/**
 * A copy of the current context. Python: `contextvars.copy_context()`.
 *
 * @example
 * assert.ok(copyContext() instanceof Context);
 */
export function copyContext(): Context {
  return Context.of(currentScope().values);
}
