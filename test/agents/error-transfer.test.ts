import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AbandonedLockError,
  BrokenBarrierError,
  CancelledError,
  DeadlockError,
  ExceptionGroup,
  HostPromiseError,
  InvalidStateError,
  QueueEmpty,
  QueueFull,
  QueueShutDown,
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
      BrokenBarrierError,
      AbandonedLockError,
      QueueEmpty,
      QueueFull,
      QueueShutDown,
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
      assert.equal(error.cause, error);
    });

    test("may occur often, and in its own causes: each time it is the same one", () => {
      const error = transferError("cycle") as AggregateError;
      assert.deepEqual(
        error.errors.map((one: Error) => [one.message, one.cause === error]),
        [
          ["1", true],
          ["2", true],
          ["3", true],
        ],
      );
    });

    test("keeps the first hundred of a chain of causes", () => {
      let error: Error | undefined = transferError("longChain");
      let length = 0;
      for (; error !== undefined; error = error.cause as Error | undefined) length++;
      assert.equal(length, 101);
    });

    test("keeps the class that its own class extends", () => {
      const error = transferError("ownSubclass") as Error & { seen: unknown };
      assert.equal(error.constructor, RangeError);
      assert.equal(error.name, "BadInput");
      assert.deepEqual(error.seen, new Map([["a", new Set([1n])]]));
    });

    test("keeps a field that is circular, or holds a BigInt", () => {
      const { message, list } = transferError("circularField") as Error & { list: unknown[] };
      assert.equal(message, "circular");
      assert.equal(list[0], 1n);
      assert.equal(list[1], list);
    });

    test("keeps a field that is an error, with that one's class, name and fields", () => {
      const { original } = transferError("errorField") as Error & { original: Error & { seen: unknown } };
      assert.ok(original instanceof RangeError);
      assert.equal(original.name, "BadInput");
      assert.ok(original.seen instanceof Map);
    });

    test("ExceptionGroup keeps its class and its errors, and can be split", () => {
      const error = transferError("group");
      assert.ok(error instanceof ExceptionGroup);
      assert.equal(error.message, "several (2 sub-exceptions)");
      assert.equal(error.code, "ERR_EXCEPTION_GROUP");
      const [empty, rest] = error.split(QueueEmpty);
      assert.equal(empty?.errors[0]?.message, "two");
      assert.equal(rest?.errors[0]?.name, "BadInput");
      assert.equal(rest?.message, "several (1 sub-exception)");
    });

    test("DOMException keeps its class and code", () => {
      const error = transferError("web") as DOMException;
      assert.ok(error instanceof DOMException);
      assert.deepEqual([error.name, error.message, error.code], ["TimeoutError", "too late", 23]);
    });

    test("of another realm keeps class, message and fields", () => {
      const error = transferError("otherRealm") as Error & { code: string };
      assert.equal(error.constructor, RangeError);
      assert.deepEqual([error.message, error.code], ["message", "E_OWN"]);
    });

    test("arrives without what cannot be read of it, or what its channel does not carry", () => {
      const unreadable = transferError("unreadable");
      assert.equal(String(unreadable), "RangeError: message");
      assert.equal("cause" in unreadable, false);
      assert.equal(String(transferError("unreadableMessage")), "RangeError: its message cannot be read");
      const error = transferError("sharedMemory") as Error & { memory?: unknown };
      assert.equal(error.constructor, RangeError);
      assert.equal(error.message, "message");
      assert.equal(error.memory instanceof SharedArrayBuffer, name === "Thread");
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

    test("shows nothing of what called the function over there", () => {
      const lines = transferError("TypeError").stack?.split("\n") ?? [];
      const first = lines.findIndex((line) => line.startsWith("    at fail"));
      assert.equal(lines[first + 1], `    in <${name} failing>`, lines.join("\n"));
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
      assert.deepEqual(transfer("objectWithFunction"), { status: 5 });
      assert.equal(transfer("function"), String(thrown.function()));
      assert.equal(transfer("symbol"), "Symbol(mark)");
    });

    test("that is no Error reaches a coroutine as an Error whose cause it is", () => {
      assert.throws(
        () =>
          runSync(function* () {
            yield* make(failures(fail), ["string"]).start();
          }),
        {
          code: "ERR_NOT_AN_ERROR",
          message: 'A value that is no Error was thrown: "a string"',
          cause: "a string",
        },
      );
    });
  });
}
