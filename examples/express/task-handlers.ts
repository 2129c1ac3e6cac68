import type { Request, RequestHandler, Response } from "express";
import type { Coroutine, GuestRunner, TaskGroup } from "tsyncio";
import { ClientGone, runRequest } from "../requests/request-task.js";

/** Answers a request through `response`. */
type Handler = (request: Request, response: Response, group: TaskGroup) => Coroutine<void>;

/**
 * Lets coroutine functions handle requests: each as a task of `runner` that ends with its client, and after a
 * deadline in milliseconds at the latest. `runner.aclose()` cancels those that run, and waits for them.
 */
export function taskHandlers(runner: GuestRunner, common: { readonly deadline: number }) {
  return function handle(body: Handler, { deadline } = common): RequestHandler {
    // Express 5 gives what the promise rejects with to its error handlers.
    return async (request, response) => {
      try {
        await runRequest(runner, response, deadline, (group) => body(request, response, group));
      } catch (error) {
        if (!(error instanceof ClientGone)) throw error;
      }
    };
  };
}
