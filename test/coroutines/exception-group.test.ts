import assert from "node:assert/strict";
import { test } from "node:test";
import { ExceptionGroup } from "tsyncio";

const group = new ExceptionGroup("outer", [
  new TypeError("a"),
  new ExceptionGroup("inner", [new RangeError("b"), new TypeError("c")]),
]);

test("ExceptionGroup: is an AggregateError that says how many there are", () => {
  assert.ok(group instanceof AggregateError);
  assert.equal(group.message, "outer (2 sub-exceptions)");
  assert.equal(group.code, "ERR_EXCEPTION_GROUP");
});

test("ExceptionGroup.split: parts by class keep the nesting", () => {
  const [types, rest] = group.split(TypeError);
  assert.deepEqual(shape(types), ["a", ["c"]]);
  assert.deepEqual(shape(rest), [["b"]]);
});

test("ExceptionGroup.split: by a function, all or nothing", () => {
  assert.deepEqual(
    group.split(() => true),
    [group, null],
  );
  assert.deepEqual(group.split(() => false).map(shape), [null, ["a", ["b", "c"]]]);
});

test("ExceptionGroup.subgroup: gives the part that is meant, or null", () => {
  assert.deepEqual(shape(group.subgroup(RangeError)), [["b"]]);
  assert.equal(group.subgroup(SyntaxError), null);
});

test("ExceptionGroup.split: by several classes takes the errors of each", () => {
  const [both, rest] = group.split([TypeError, RangeError]);
  assert.deepEqual(shape(both), ["a", ["b", "c"]]);
  assert.equal(rest, null);
});

test("ExceptionGroup.split: by what is no condition is refused", () => {
  for (const condition of ["TypeError", [TypeError, "RangeError"], null, {}] as never[]) {
    assert.throws(() => group.split(condition), {
      name: "TypeError",
      message:
        "Cannot split an ExceptionGroup: a class of errors, several in an array, or a function is expected",
    });
  }
});

test("ExceptionGroup.split: the parts keep the message and the cause", () => {
  const caused = new ExceptionGroup("caused", [new TypeError("a"), new RangeError("b")]);
  caused.cause = new Error("why");
  for (const part of caused.split(TypeError)) {
    assert.equal(part?.message, "caused (1 sub-exception)");
    assert.equal(part?.cause, caused.cause);
  }
});

test("ExceptionGroup.derive: a subclass that overrides it is split into groups of its kind", () => {
  class JobErrors extends ExceptionGroup {
    readonly job: number;
    constructor(job: number, errors: readonly Error[]) {
      super(`job ${job}`, errors);
      this.job = job;
    }
    override derive(errors: readonly Error[]): JobErrors {
      return new JobErrors(this.job, errors);
    }
  }
  const parts = new JobErrors(7, [new TypeError("a"), new RangeError("b")]).split(TypeError);
  for (const part of parts) {
    assert.ok(part instanceof JobErrors);
    assert.equal(part.job, 7);
    assert.equal(part.errors.length, 1);
  }
});

test("ExceptionGroup: of nothing, or of no errors, is refused", () => {
  assert.throws(() => new ExceptionGroup("none", []), {
    name: "TypeError",
    message: /it holds one error at least/,
  });
  assert.throws(() => new ExceptionGroup("odd", ["x" as never]), {
    name: "TypeError",
    message: /errors\[0\]: it is no Error/,
  });
});

type Shape = (string | Shape)[];

function shape(error: ExceptionGroup | null): Shape | null {
  if (error === null) return null;
  return error.errors.map((each) => (each instanceof ExceptionGroup ? (shape(each) as Shape) : each.message));
}
