import { Emission } from "../coroutines/emission.js";
import type { AnyGenerator, Result } from "../coroutines/frame.js";

/** What TypeScript's async generators await: they mark their awaits, where this package marks what is emitted. */
export class MarkedAwait {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** The body of an async generator whose awaits are marked, as one whose emissions are. */
export class MarkedAwaits implements Pick<AnyGenerator, "next" | "throw" | "return"> {
  private readonly body: AnyGenerator;

  constructor(body: AnyGenerator) {
    this.body = body;
  }

  next(value?: unknown): Result {
    return translate(this.body.next(value));
  }

  throw(error: unknown): Result {
    return translate(this.body.throw(error));
  }

  return(value: unknown): Result {
    return translate(this.body.return(value));
  }
}

function translate(result: Result): Result {
  const { value } = result;
  if (value instanceof MarkedAwait) return { done: result.done ?? false, value: value.value } as Result;
  return result.done === true ? result : { done: false, value: new Emission(value) };
}
