import assert from "node:assert/strict";
import { test } from "node:test";
import { type Coroutine, createTask, newEventLoop, sleep } from "tsyncio";
import { startWith } from "tsyncio/managed";

function* fails(): Coroutine<void> {
  yield* sleep(0);
  throw new Error("no");
}

function* caller(): Coroutine<void> {
  yield* fails();
}

function* outermost(): Coroutine<void> {
  yield* caller();
}

/** An async function, as it is compiled. */
function managed(body: () => Generator<unknown, void, unknown>): PromiseLike<void> {
  return startWith(body, undefined, []);
}

function failsManaged(): PromiseLike<void> {
  return managed(function* fails$() {
    yield sleep(0);
    throw new Error("no");
  });
}

function callsManaged(): PromiseLike<void> {
  return managed(function* calls$() {
    yield failsManaged();
  });
}

/** The functions that the stack of the error of a task names as awaiting, the innermost first. */
function awaitsOf(main: () => Coroutine<void> | PromiseLike<void>, debug: boolean): string[] {
  const loop = newEventLoop({ debug });
  try {
    const error = loop.runUntilComplete(function* (): Coroutine<Error> {
      try {
        yield* createTask(main());
      } catch (thrown) {
        return thrown as Error;
      }
      assert.fail("it did not fail");
    });
    assert.match(error.stack as string, /^Error: no\n {4}at fails\$? /);
    return [
      ...(error.stack as string).matchAll(/at async (\S+) \(file:.*await-stack\.test\.ts:\d+:\d+\)/g),
    ].map(([, name]) => name as string);
  } finally {
    loop.close();
  }
}

test("in debug mode the stack of an error goes on with the awaits that led to it", () => {
  assert.deepEqual(awaitsOf(outermost, true), ["caller", "outermost"]);
  assert.deepEqual(awaitsOf(callsManaged, true), ["calls"]);
});

test("otherwise it does not, which would take long", () => {
  assert.deepEqual(awaitsOf(outermost, false), []);
});
