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
