import assert from "node:assert/strict";

/** What was done, and how it ended. Each call that is started must be counted once among the others. */
export class Tally {
  started = 0;
  succeeded = 0;
  /** Ended as was asked for: cancelled, timed out, or with its worker. */
  readonly ended = new Map<string, number>();
  /** Ended as nobody expected. */
  readonly wrong: unknown[] = [];

  /** Follows a call to its end. It may end with a result that `check` accepts, or with one of the errors `expected`. */
  async follow<T>(
    call: PromiseLike<T>,
    check: (value: T) => void,
    expected: readonly string[] = [],
  ): Promise<void> {
    this.started++;
    try {
      check(await call);
      this.succeeded++;
    } catch (error) {
      this.take(error, expected);
    }
  }

  /** The same for a call on which this thread blocks. */
  block<T>(call: () => T, check: (value: T) => void): void {
    this.started++;
    try {
      check(call());
      this.succeeded++;
    } catch (error) {
      this.take(error, []);
    }
  }

  /** How many were started of which it is not known how they ended. */
  get lost(): number {
    let known = this.succeeded + this.wrong.length;
    for (const count of this.ended.values()) known += count;
    return this.started - known;
  }

  private take(error: unknown, expected: readonly string[]): void {
    const { code, name } = error as { code?: string; name: string };
    const kind = expected.find((each) => each === code || each === name);
    if (kind === undefined) this.wrong.push(error);
    else this.ended.set(kind, (this.ended.get(kind) ?? 0) + 1);
  }
}

/** A check for {@link Tally.follow}. */
export function is<T>(expected: T): (value: T) => void {
  return (value) => assert.deepEqual(value, expected);
}
