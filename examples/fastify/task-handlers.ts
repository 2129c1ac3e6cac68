import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from "fastify";
import { type Coroutine, GuestRunner, type TaskGroup } from "tsyncio";
import { dropConnections } from "../requests/drop-connections.js";
import { ClientGone, runRequest } from "../requests/request-task.js";

/** Answers a request: what it returns is sent. */
type Handler = (request: FastifyRequest, reply: FastifyReply, group: TaskGroup) => Coroutine<unknown>;

/**
 * Lets coroutine functions handle the requests of `app`: each as a task that ends with its client, and after a deadline in
 * milliseconds at the latest. `app.close()` cancels those that run, and waits for them.
 */
export function taskHandlers(app: FastifyInstance, common: { readonly deadline: number }) {
  const runner = new GuestRunner();
  app.addHook("preClose", async () => {
    await runner.aclose();
    dropConnections(app.server);
  });
  return function handle(body: Handler, { deadline } = common): RouteHandlerMethod {
    return async (request, reply) => {
      try {
        return await runRequest(runner, reply.raw, deadline, (group) => body(request, reply, group));
      } catch (error) {
        if (!(error instanceof ClientGone)) throw error;
        // Nobody is there to be sent an error.
        return reply.hijack();
      }
    };
  };
}
