import { isCoroutine, type Startable } from "../../coroutines/awaitable.js";
import { ensureFuture } from "../../coroutines/ensure-future.js";
import type { Task } from "../../coroutines/task.js";
import type { EventLoop } from "../../loop/event-loop.js";

/** Runs a coroutine, or waits for what can be awaited, in a task of `loop`. */
export function follow(result: Startable<unknown>, loop: EventLoop): Task<unknown> {
  try {
    return isCoroutine(result)
      ? loop.createTask(result, { eagerStart: true })
      : (ensureFuture(result, { loop }) as Task<unknown>);
  } catch (exception) {
    // The fault is the loop's, whose task factory threw. Who made the call is told as well.
    loop.callExceptionHandler({ message: "Cannot make a task of a call from another thread", exception });
    throw exception;
  }
}
