/*
 * The async generators of a loop that have begun and not ended. Whoever runs one (a cursor, managed code) notes it here,
 * so that its `finally` blocks run, and may wait, before the loop closes. Python: `sys.set_asyncgen_hooks`.
 */
import { RuntimeError } from "../kernel/errors.js";
import type { Scheduler } from "../kernel/scheduler.js";
import type { Coroutine } from "./awaitable.js";
import { type Gatherable, gather } from "./gather.js";

/** An async generator, as far as a loop that shuts down needs it. */
export interface AsyncGen {
  /** Ends it where it stands. */
  aclose(): Gatherable;
  toString(): string;
}

/** The generator has begun: `loop` closes it when it shuts down. */
export function trackAsyncgen(loop: Scheduler, generator: AsyncGen): void {
  loop.asyncGenerators.add(generator);
  loop.asyncGeneratorCloser = closeAsyncgens;
}

/** The generator has ended, or somebody closes it. */
export function untrackAsyncgen(loop: Scheduler, generator: AsyncGen): void {
  loop.asyncGenerators.delete(generator);
}

/** Closes all of them at once, waits for their ends, and reports what they throw. */
function* closeAsyncgens(loop: Scheduler): Coroutine<void> {
  const generators = [...loop.asyncGenerators] as AsyncGen[];
  if (generators.length === 0) return;
  loop.asyncGenerators.clear();
  const outcomes = yield* gather(
    generators.map((generator) => closing(generator)),
    { returnExceptions: true },
  );
  for (const [i, exception] of outcomes.entries()) {
    if (exception === undefined) continue;
    const asyncgen = generators[i];
    const message = `An error occurred during closing of asynchronous generator ${asyncgen}`;
    loop.callExceptionHandler({ message, exception, asyncgen });
  }
}

/** What its `aclose` throws at once is its error too, and so is that it goes on. */
function* closing(generator: AsyncGen): Coroutine<void> {
  const [result] = yield* gather([generator.aclose()]);
  if ((result as Partial<IteratorResult<unknown>> | undefined)?.done === false) {
    throw new RuntimeError(
      "The async generator yielded while it was closed: the rest does not run",
      "ERR_IGNORED_EXIT",
    );
  }
}
