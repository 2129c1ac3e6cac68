type ErrorClass = abstract new (...args: never[]) => Error;

/** Which errors of a group are meant: those of a class, of several, or those for which a function says so. */
export type ErrorCondition = ErrorClass | readonly ErrorClass[] | ((error: Error) => boolean);

/**
 * Several errors at once, as a group of tasks ends with. Groups may hold groups. Python: `ExceptionGroup`.
 *
 * @example
 * const group = new ExceptionGroup("two failed", [new TypeError("a"), new RangeError("b")]);
 * const [types, others] = group.split(TypeError);
 * assert.equal(types?.errors.length, 1);
 * assert.ok(others?.errors[0] instanceof RangeError);
 */
export class ExceptionGroup<E extends Error = Error> extends AggregateError {
  override readonly name = "ExceptionGroup";
  readonly code = "ERR_EXCEPTION_GROUP";
  override readonly errors: E[];

  /** @throws TypeError unless `errors` are Errors, one at least. */
  constructor(message: string, errors: Iterable<E>) {
    const list = [...errors];
    if (list.length === 0)
      throw new TypeError("Cannot make an ExceptionGroup of nothing: it holds one error at least");
    const stranger = list.findIndex((error) => !(error instanceof Error));
    if (stranger >= 0)
      throw new TypeError(`Cannot make an ExceptionGroup of errors[${stranger}]: it is no Error`);
    super(list, `${message} (${list.length} sub-exception${list.length === 1 ? "" : "s"})`);
    this.errors = list;
    this.summary = message;
  }

  private readonly summary: string;

  /**
   * A group like this one, of other errors: what {@link split} makes its parts with. A subclass that overrides it is
   * split into groups of its own kind. Python: `ExceptionGroup.derive`.
   */
  derive(errors: readonly Error[]): ExceptionGroup {
    return new ExceptionGroup(this.summary, errors);
  }

  /** The part of the group that meets the condition, with the same nesting, or `null`. */
  subgroup(condition: ErrorCondition): ExceptionGroup | null {
    return this.split(condition)[0];
  }

  /** The part that meets the condition, and the rest; `null` where there is none. */
  split(condition: ErrorCondition): [ExceptionGroup | null, ExceptionGroup | null] {
    const meets = toPredicate(condition);
    if (meets(this)) return [this, null];
    const matching: Error[] = [];
    const rest: Error[] = [];
    for (const error of this.errors) {
      if (error instanceof ExceptionGroup) {
        const [inner, others] = error.split(condition);
        if (inner !== null) matching.push(inner);
        if (others !== null) rest.push(others);
      } else {
        (meets(error) ? matching : rest).push(error);
      }
    }
    return [this.part(matching), this.part(rest)];
  }

  private part(errors: readonly Error[]): ExceptionGroup | null {
    if (errors.length === 0) return null;
    const group = this.derive(errors);
    if (this.cause !== undefined) group.cause = this.cause;
    return group;
  }
}

function toPredicate(condition: ErrorCondition): (error: Error) => boolean {
  if (isErrorClass(condition)) return (error) => error instanceof condition;
  if (typeof condition === "function") return condition as (error: Error) => boolean;
  if (Array.isArray(condition) && condition.every(isErrorClass))
    return (error) => condition.some((one) => error instanceof one);
  throw new TypeError(
    "Cannot split an ExceptionGroup: a class of errors, several in an array, or a function is expected",
  );
}

function isErrorClass(condition: unknown): condition is abstract new () => Error {
  if (typeof condition !== "function") return false;
  const { prototype } = condition;
  return prototype instanceof Error || prototype === Error.prototype;
}
