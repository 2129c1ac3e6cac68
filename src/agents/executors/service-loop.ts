import { type EventLoop, newEventLoop } from "../../loop/event-loop.js";

let loop: EventLoop | null = null;

/** The loop on which a worker runs the coroutines that it is called for: a guest of the host's, made on first use. */
export function serviceLoop(): EventLoop {
  if (loop === null) {
    loop = newEventLoop();
    // It runs until the worker ends.
    loop.run(loop.createFuture()).catch(() => {});
  }
  return loop;
}
