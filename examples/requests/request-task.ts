/*
 * A request of a Node server as a task: cancelled when its client goes away, with a deadline, and with a group for the
 * tasks that it starts. What is left for an adapter to a framework is to name the response.
 */
import type { ServerResponse } from "node:http";
import {
  CancelledError,
  type Coroutine,
  ExceptionGroup,
  type GuestRunner,
  type TaskGroup,
  TimeoutError,
  taskGroup,
  timeout,
} from "tsyncio";

/** Why a request has no result of its own. Express and Fastify send the `statusCode` of an error. */
export class RequestError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
  }
}

/** The client closed the connection, so that there is nobody to answer: nginx's 499. */
export class ClientGone extends RequestError {
  constructor() {
    super(499, "The client went away");
  }
}

/** What answers a request: a coroutine function, which is given the group of the request's tasks. */
export type RequestBody<T> = (group: TaskGroup) => Coroutine<T>;

/**
 * Runs `body` as a task, for at most `deadline` milliseconds.
 * @throws ClientGone; RequestError 503 past the deadline, or when `runner` closes; what `body` throws.
 */
export async function runRequest<T>(
  runner: GuestRunner,
  response: ServerResponse,
  deadline: number,
  body: RequestBody<T>,
): Promise<T> {
  const client = new AbortController();
  const leave = () => client.abort(new ClientGone());
  if (response.destroyed) leave();
  response.once("close", leave);
  try {
    return await runner.run(withinDeadline(deadline, body), { signal: client.signal });
  } catch (error) {
    throw client.signal.aborted ? client.signal.reason : endOf(error);
  } finally {
    response.off("close", leave);
  }
}

function* withinDeadline<T>(deadline: number, body: RequestBody<T>): Coroutine<T> {
  let expired = () => false;
  try {
    return yield* timeout(deadline, (limit) => {
      expired = () => limit.expired();
      return taskGroup(body);
    });
  } catch (error) {
    // A timeout that the body set itself is the body's own error.
    if (error instanceof TimeoutError && expired())
      throw new RequestError(503, `No answer within ${deadline} ms`, { cause: error });
    throw error;
  }
}

/** What the framework is to be told. */
function endOf(error: unknown): unknown {
  const isShutdown =
    error instanceof CancelledError || (error as { code?: string }).code === "ERR_RUNNER_CLOSED";
  if (isShutdown) return new RequestError(503, "The server is shutting down", { cause: error });
  // A group reports what failed as a group, also if that is one error.
  return error instanceof ExceptionGroup && error.errors.length === 1 ? endOf(error.errors[0]) : error;
}
