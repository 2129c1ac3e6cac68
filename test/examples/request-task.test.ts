import assert from "node:assert/strict";
import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { test } from "node:test";
import { ExceptionGroup, GuestRunner, sleep, TimeoutError, timeout, VirtualClock } from "tsyncio";
import { ClientGone, type RequestBody, runRequest } from "../../examples/requests/request-task.js";

const HOUR = 3_600_000;

/** What becomes of a request with the deadline of a virtual minute. */
async function ending(body: RequestBody<unknown>, response = newResponse()): Promise<unknown> {
  await using runner = new GuestRunner({ clock: new VirtualClock() });
  return await runRequest(runner, response, 60_000, body).catch((error: unknown) => error);
}

function newResponse(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()));
}

test("runRequest: gives what the body returns, and leaves no listener", async () => {
  const response = newResponse();
  const answer = await ending(function* () {
    return yield* sleep(1, "answer");
  }, response);
  assert.equal(answer, "answer");
  assert.equal(response.listenerCount("close"), 0);
});

test("runRequest: a request whose client has left before never begins", async () => {
  const response = newResponse();
  response.destroy();
  let began = false;
  const error = await ending(function* () {
    began = true;
  }, response);
  assert.ok(error instanceof ClientGone);
  assert.equal(began, false);
});

test("runRequest: past the deadline it is a RequestError of 503, also if the body took its time to end", async () => {
  const error = await ending(function* () {
    try {
      yield* sleep(HOUR);
    } finally {
      yield* sleep(1000);
    }
  });
  assert.deepEqual(
    { ...(error as object), message: (error as Error).message },
    { statusCode: 503, message: "No answer within 60000 ms" },
  );
});

test("runRequest: a timeout of the body's own is the body's error", async () => {
  const error = await ending(function* () {
    yield* timeout(10, () => sleep(HOUR));
  });
  assert.ok(error instanceof TimeoutError);
});

test("runRequest: one error of the group comes as it is, several as a group", async () => {
  function* fail(message: string) {
    yield* sleep(1);
    throw new Error(message);
  }
  const one = await ending(function* (group) {
    group.createTask(fail("one"));
    yield* sleep(HOUR);
  });
  assert.equal(String(one), "Error: one");
  const both = await ending(function* (group) {
    group.createTask(fail("one"));
    group.createTask(fail("two"));
    yield* sleep(HOUR);
  });
  assert.ok(both instanceof ExceptionGroup);
  assert.deepEqual(both.errors.map(String), ["Error: one", "Error: two"]);
});

test("runRequest: once the runner is closed, a request is answered 503", async () => {
  const runner = new GuestRunner();
  await runner.aclose();
  const request = runRequest(runner, newResponse(), 1000, function* () {});
  await assert.rejects(request, { statusCode: 503, message: "The server is shutting down" });
});
