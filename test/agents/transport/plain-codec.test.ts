import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PlainReader } from "#dist/agents/transport/plain-reader.js";
import { NO_ROOM, PlainWriter } from "#dist/agents/transport/plain-writer.js";

const SIZE = 2 ** 16;

/** What arrives of a message; `undefined` if it is refused. */
function carry(message: readonly unknown[]): unknown[] | undefined {
  const bytes = new Uint8Array(new SharedArrayBuffer(SIZE));
  const end = new PlainWriter(bytes).write(message, 8, SIZE);
  return end < 0 ? undefined : new PlainReader(bytes).read(8, end);
}

describe("plain values as bytes", () => {
  test("what is accepted arrives as a structured clone of it would", () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
      withUnicodeString: true,
      withObjectString: true,
    } as never);
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), (message) => {
        const arrived = carry(message);
        if (arrived === undefined) return;
        accepted++;
        assert.deepStrictEqual(arrived, structuredClone(message));
      }),
      { numRuns: 1_000 },
    );
    assert.ok(accepted > 100, `${accepted} were accepted`);
  });

  test("JSON values arrive", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: false } as never), (value) => {
        const arrived = carry([value]);
        if (arrived === undefined) return;
        assert.deepStrictEqual(arrived, structuredClone([value]));
      }),
    );
  });

  test("long texts arrive, whatever their last letter is", () => {
    for (const last of ["a", "é", "ÿ", "€", "😀", "\ud83d"]) {
      const text = "x".repeat(10_000) + last;
      assert.deepEqual(carry([text, text.slice(1)]), [text, text.slice(1)]);
      assert.equal(carry([text.repeat(7)]), undefined);
    }
  });

  test("all kinds of numbers and strings arrive", () => {
    const numbers = [0, -0, 1, -1, 190, 191, 192, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 0.1, Number.NaN, -1 / 0];
    const texts = [
      "",
      "a",
      "é",
      "ÿ",
      "€",
      "😀",
      "\ud800",
      "x".repeat(24),
      "x".repeat(25),
      "é".repeat(300),
      "€".repeat(300),
    ];
    assert.deepStrictEqual(carry([...numbers, ...texts]), [...numbers, ...texts]);
  });

  test("a Uint8Array that has its buffer to itself arrives, as does a Buffer of that kind", () => {
    const bytes = Uint8Array.from([1, 2, 3]);
    assert.deepStrictEqual(carry([bytes]), [bytes]);
    const [arrived] = carry([Buffer.from(new Uint8Array([1, 2]).buffer)]) as [Uint8Array];
    assert.deepStrictEqual(arrived, Uint8Array.from([1, 2]));
    assert.equal(arrived.buffer.byteLength, 2);
  });

  for (const [what, value] of Object.entries({
    "a part of a buffer": new Uint8Array(8).subarray(1),
    "shared memory": new Uint8Array(new SharedArrayBuffer(8)),
    "a function": () => {},
    "a symbol": Symbol("s"),
    "a BigInt": 1n,
    "a Map": new Map(),
    "an instance of a class": new (class Point {})(),
    "a list with holes": new Array(3),
    "a list with a field of its own": "ab".match(/a/),
    "a cycle": (() => {
      const list: unknown[] = [];
      list.push(list);
      return list;
    })(),
    "what occurs twice": (() => {
      const once = {};
      return [once, once];
    })(),
    "a key named __proto__": JSON.parse('{"__proto__": 1}'),
  })) {
    test(`${what} is refused`, () => {
      assert.equal(carry([value]), undefined);
    });
  }

  test("where there is no room, NO_ROOM is said, and nothing is written past the limit", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 8, max: 300 }), (message, limit) => {
        const bytes = new Uint8Array(SIZE).fill(7);
        const end = new PlainWriter(bytes).write(message, 8, limit);
        assert.ok(end <= limit);
        if (end === NO_ROOM) assert.ok(bytes.subarray(limit).every((byte) => byte === 7));
      }),
    );
  });

  test("a getter that sends a message meanwhile does not spoil the one that is written", () => {
    const bytes = new Uint8Array(SIZE);
    const writer = new PlainWriter(bytes);
    const nested: number[] = [];
    const message = [
      "before",
      {
        get field() {
          nested.push(writer.write(["nested"], 8, SIZE));
          return 1;
        },
      },
    ];
    const end = writer.write(message, 8, SIZE);
    assert.deepStrictEqual(new PlainReader(bytes).read(8, end), ["before", { field: 1 }]);
    assert.ok((nested[0] as number) < 0);
  });

  test("after a getter that throws, the writer goes on", () => {
    const bytes = new Uint8Array(SIZE);
    const writer = new PlainWriter(bytes);
    const failing = {
      get field(): never {
        throw new Error("thrown by a getter");
      },
    };
    assert.throws(() => writer.write([failing], 8, SIZE), { message: "thrown by a getter" });
    assert.ok(writer.write(["next"], 8, SIZE) > 8);
  });
});
