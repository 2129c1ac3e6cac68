import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  CancelledError,
  DeadlockError,
  HostPromiseError,
  InvalidStateError,
  RuntimeError,
  runSync,
  TimeoutError,
} from "tsyncio";
import { fail, failFurtherDown, failInAsyncFunction, failInCoroutine, thrown } from "./fixtures/failures.js";
import { kinds } from "./kinds.js";
import { failures } from "./targets.js";

type What = keyof typeof thrown;

for (const { name, make } of kinds) {
  /** What another thread or process threw, as it arrives here. */
  const transfer = (what: What): unknown => {
    try {
      make(failures(fail), [what], { name: "failing" }).start().join();
    } catch (error) {
      return error;
    }
    return assert.fail("nothing was thrown");
  };

  const transferError = (what: What): Error => {
    const error = transfer(what);
    assert.ok(error instanceof Error, `${String(error)} is no Error`);
    return error;
  };

  describe(`an error thrown in a ${name}`, () => {
    for (const Class of [
      Error,
      EvalError,
      RangeError,
      ReferenceError,
      SyntaxError,
      TypeError,
      URIError,
      CancelledError,
      InvalidStateError,
      TimeoutError,
      RuntimeError,
      HostPromiseError,
      DeadlockError,
    ]) {
      test(`keeps its class, message, code and fields: ${Class.name}`, () => {
        const what = Class.name as What;
        const original = thrown[what]() as Error & { code?: string };
        const error = transferError(what) as typeof original;
        assert.equal(error.constructor, Class);
        assert.ok(error instanceof Class);
        assert.equal(error.name, original.name);
        assert.equal(error.message, original.message);
        assert.equal(error.code, original.code);
        assert.deepEqual(Object.keys(error).sort(), Object.keys(original).sort(), "its enumerable fields");
      });
    }

    test("keeps name and fields if its class is the program's own", () => {
      const error = transferError("ownClass");
      assert.equal(error.constructor, Error);
      assert.equal(error.name, "HttpError");
      assert.equal(error.message, "not found");
      const { status, headers } = error as Error & { status: number; headers: unknown };
      assert.equal(status, 404);
      assert.deepEqual(headers, { retry: ["never"] });
      assert.match(String(error), /^HttpError: not found$/);
    });

    test("keeps the class whose name it bears if its own class is not known here", () => {
      assert.equal(transferError("subclass").constructor, TypeError);
    });

    test("keeps its own fields, without those that cannot be cloned", () => {
      const error = transferError("fields") as Error & Record<string, unknown>;
      assert.equal(error["code"], "E_OWN");
      assert.deepEqual(error["when"], new Date(0));
      assert.equal(error["big"], 1n);
      assert.equal("fn" in error, false);
    });

    test("arrives without a field that cannot be read", () => {
      const error = transferError("brokenField");
      assert.equal(error.message, "message");
      assert.equal("broken" in error, false);
    });

    test("of the host, as an AbortError, keeps its name", () => {
      const error = transferError("abort");
      assert.equal(error.name, "AbortError");
      assert.equal(error.message, thrown.abort().message);
    });

    test("keeps its chain of causes", () => {
      const error = transferError("cause");
      assert.equal(error.message, "outer");
      assert.ok(error.cause instanceof RangeError);
      assert.equal(error.cause.message, "inner");
      assert.ok(error.cause.cause instanceof TypeError);
      assert.equal(error.cause.cause.message, "innermost");
      assert.equal("cause" in error.cause.cause, false);
      assert.equal(Object.keys(error).includes("cause"), false, "cause is not enumerable, as in a new Error");
    });

    test("keeps a cause that is no Error", () => {
      assert.deepEqual(transferError("plainCause").cause, { status: 7 });
    });

    test("may be its own cause", () => {
      const error = transferError("ownCause");
      assert.equal(error.message, "its own cause");
      assert.equal((error.cause as Error).message, "its own cause");
    });

    test("AggregateError keeps its errors, nested ones too", () => {
      const error = transferError("aggregate");
      assert.ok(error instanceof AggregateError);
      assert.equal(error.message, "several");
      const [one, two, group] = error.errors as [unknown, unknown, unknown];
      assert.ok(one instanceof TypeError);
      assert.equal(one.message, "one");
      assert.equal(two, "two");
      assert.ok(group instanceof AggregateError);
      assert.equal((group.errors[0] as Error).message, "three");
    });

    test("has the stack of where it was thrown, and says where that was", () => {
      const { stack } = transferError("TypeError");
      assert.match(stack ?? "", /^TypeError: message\n/);
      assert.match(stack ?? "", /\n {4}at fail \(.*failures/);
      assert.ok(stack?.endsWith(`\n    in <${name} failing>`), stack);
    });

    test("thrown in a coroutine, or in an async function", async () => {
      assert.throws(() => make(failures(failInCoroutine), []).start().join(), {
        name: "RangeError",
        message: "in a coroutine",
      });
      await assert.rejects(async () => make(failures(failInAsyncFunction), []).start(), {
        name: "RangeError",
        message: "in an async function",
      });
    });

    test("further down, in a thread of its own, keeps cause and says each thread it came through", () => {
      assert.throws(
        () => make(failures(failFurtherDown), [], { name: "outer" }).start().join(),
        (error: Error) => {
          assert.equal(error.message, "outer");
          assert.ok(error.cause instanceof RangeError);
          assert.ok(error.stack?.endsWith(`\n    in <Thread inner>\n    in <${name} outer>`), error.stack);
          return true;
        },
      );
    });

    test("that is no Error arrives as it is, or as a text if it cannot be cloned", () => {
      assert.equal(transfer("string"), "a string");
      assert.equal(transfer("undefined"), undefined);
      assert.equal(transfer("null"), null);
      assert.deepEqual(transfer("object"), { status: 5 });
      assert.equal(transfer("function"), String(thrown.function()));
      assert.equal(transfer("symbol"), "Symbol(mark)");
    });

    test("that is no Error reaches a coroutine as an Error whose cause it is", () => {
      assert.throws(
        () =>
          runSync(function* () {
            yield* make(failures(fail), ["string"]).start();
          }),
        { name: "Error", message: "a string", cause: "a string" },
      );
    });
  });
}
