import assert from "node:assert/strict";
import { test } from "node:test";
import { select } from "../../bench/benchmarks.js";
import { parseOptions } from "../../bench/options.js";

test("parseOptions: --only and --contender may be repeated", () => {
  const options = parseOptions(["--only", "depth", "--only", "sleepers", "--contender", "native"]);
  assert.deepEqual(options.only, ["depth", "sleepers"]);
  assert.deepEqual(options.contenders, ["native"]);
});

test("parseOptions: --rounds takes a whole number from 1", () => {
  assert.equal(parseOptions(["--rounds", "4"]).rounds, 4);
  assert.throws(() => parseOptions(["--rounds", "0"]), RangeError);
  assert.throws(() => parseOptions(["--rounds", "many"]), RangeError);
});

test("parseOptions: refuses an option that there is not", () => {
  assert.throws(() => parseOptions(["--fast"]), /--fast/);
});

test("select: a name before the / stands for its whole group", () => {
  assert.deepEqual(
    select(["depth"]).map(({ name }) => name),
    ["depth/1", "depth/50"],
  );
});

test("select: a full name stands for itself", () => {
  assert.deepEqual(
    select(["switch/1"]).map(({ name }) => name),
    ["switch/1"],
  );
});

test("select: refuses a name that no benchmark has, and says which there are", () => {
  assert.throws(() => select(["swtich"]), /"swtich": there are switch\/1, /);
});
