/**
 * A call that the loop refuses in its present state: asyncio's `RuntimeError`. The message says what was refused,
 * why, and what to do instead.
 *
 * @example
 * const loop = newEventLoop();
 * loop.close();
 * assert.throws(() => loop.callSoon(() => {}), { name: "RuntimeError", code: "ERR_LOOP_CLOSED" });
 */
export class RuntimeError extends Error {
  override readonly name: string = "RuntimeError";
  /** A stable identifier of the rule that was broken, for code that must tell one refusal from another. */
  readonly code: string;

  constructor(message: string, code = "ERR_RUNTIME", options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Thrown into a task where it waits, when it is cancelled. Let it pass, or throw it again after cleaning up: a task
 * that swallows it goes on. Python: `asyncio.CancelledError`.
 *
 * @example
 * await run(function* () {
 *   const task = getRunningLoop().createTask(sleep(1000));
 *   task.cancel("no longer needed");
 *   try {
 *     yield* task;
 *   } catch (error) {
 *     assert.ok(error instanceof CancelledError);
 *     assert.equal(error.message, "no longer needed");
 *   }
 * });
 */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
  readonly code = "ERR_CANCELLED";
}

/**
 * Ctrl-C cancelled the main of a run, which ended: `run` and `Runner` throw it in place of the CancelledError. Python:
 * `KeyboardInterrupt`.
 *
 * @example
 * assert.equal(new KeyboardInterrupt().code, "ERR_KEYBOARD_INTERRUPT");
 */
export class KeyboardInterrupt extends Error {
  override readonly name = "KeyboardInterrupt";
  readonly code = "ERR_KEYBOARD_INTERRUPT";

  constructor(message = "The run was interrupted by SIGINT (Ctrl-C)", options?: ErrorOptions) {
    super(message, options);
  }
}

/**
 * Something did not end within the time it was given. Python: `TimeoutError`.
 *
 * @example
 * assert.equal(new TimeoutError("too slow").code, "ERR_TIMEOUT");
 */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly code = "ERR_TIMEOUT";
}

/**
 * A future was asked for what its state does not have, or was completed twice. Python: `asyncio.InvalidStateError`.
 *
 * @example
 * const loop = newEventLoop();
 * const future = loop.createFuture<number>();
 * assert.throws(() => future.result(), InvalidStateError);
 * loop.close();
 */
export class InvalidStateError extends Error {
  override readonly name = "InvalidStateError";
  readonly code = "ERR_INVALID_STATE";
}

/**
 * A host promise (a native `async` function, `fetch`, any promise) was given to a loop that blocks its thread. The
 * host settles promises only when the thread is free, so the wait could never end. It has no counterpart in Python.
 *
 * @example
 * assert.throws(() => runSync(async () => {}), { code: "ERR_HOST_PROMISE" });
 */
export class HostPromiseError extends RuntimeError {
  override readonly name = "HostPromiseError";

  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what} in a loop that blocks its thread: the host settles promises only when the thread is free, so this wait ` +
        "could never end. Run the loop as a guest instead (await run(main), await loop.run(main)), write the " +
        "function as a generator coroutine, or let another thread do the work.",
      "ERR_HOST_PROMISE",
      options,
    );
  }
}

/**
 * The run can never go on: nothing is ready, no timer is set, and nothing outside could wake the loop. The message
 * lists who waits for what. It has no counterpart in Python, where such a program hangs.
 *
 * @example
 * assert.throws(() => runSync(function* () { yield* getRunningLoop().createFuture(); }), DeadlockError);
 */
export class DeadlockError extends RuntimeError {
  override readonly name = "DeadlockError";

  /** @param reason why it can never go on; by default that nothing could wake the loop */
  constructor(
    waits: string,
    reason = "the event loop has nothing ready, no timer, and nothing outside that could wake it, so the run can never end.",
  ) {
    super(`Deadlock: ${reason}${waits === "" ? "" : ` What waits:\n${waits}`}`, "ERR_DEADLOCK");
  }
}

/**
 * A barrier was aborted or reset while a task waited at it. Python: `asyncio.BrokenBarrierError`.
 *
 * @example
 * assert.equal(new BrokenBarrierError("aborted").code, "ERR_BROKEN_BARRIER");
 */
export class BrokenBarrierError extends RuntimeError {
  override readonly name = "BrokenBarrierError";

  constructor(message: string) {
    super(message, "ERR_BROKEN_BARRIER");
  }
}

/**
 * A thread ended while it held a shared lock, so that what the lock protects may be half changed. Whoever wants the lock
 * gets this, until somebody calls its `reset()`. It has no counterpart in Python, where such a lock stays locked.
 *
 * @example
 * assert.equal(new AbandonedLockError("its holder has ended").code, "ERR_LOCK_ABANDONED");
 */
export class AbandonedLockError extends RuntimeError {
  override readonly name = "AbandonedLockError";

  constructor(message: string) {
    super(message, "ERR_LOCK_ABANDONED");
  }
}

/**
 * `getNowait` on a queue without items. Python: `asyncio.QueueEmpty`.
 *
 * @example
 * assert.throws(() => new Queue<number>().getNowait(), QueueEmpty);
 */
export class QueueEmpty extends Error {
  override readonly name = "QueueEmpty";
  readonly code = "ERR_QUEUE_EMPTY";
}

/**
 * `putNowait` on a queue that is full. Python: `asyncio.QueueFull`.
 *
 * @example
 * const queue = new Queue<number>({ maxSize: 1 });
 * queue.putNowait(1);
 * assert.throws(() => queue.putNowait(2), QueueFull);
 */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
  readonly code = "ERR_QUEUE_FULL";
}

/**
 * A queue was shut down: nothing can be put, and nothing is left to get. Python: `asyncio.QueueShutDown`.
 *
 * @example
 * const queue = new Queue<number>();
 * queue.shutdown();
 * assert.throws(() => queue.putNowait(1), QueueShutDown);
 */
export class QueueShutDown extends Error {
  override readonly name = "QueueShutDown";
  readonly code = "ERR_QUEUE_SHUT_DOWN";
}
