import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CAPACITY, Lane, newLanes } from "#dist/agents/transport/lane-memory.js";
import { LaneReader } from "#dist/agents/transport/lane-reader.js";
import { LaneWriter } from "#dist/agents/transport/lane-writer.js";

function newLane(): { writer: LaneWriter; reader: LaneReader; take: () => unknown[] | undefined } {
  const lane = new Lane(newLanes(), 0);
  const writer = new LaneWriter(lane);
  const reader = new LaneReader(lane);
  const take = () => {
    if (reader.isEmpty) return undefined;
    void reader.portedBefore;
    return reader.take();
  };
  return { writer, reader, take };
}

/** A message with so much text, in four parts: some versions of Node leave a very long one to the port. */
function text(letter: string, length: number): string[] {
  return [0, 1, 2, 3].map((part) => letter.repeat((length + part) >> 2));
}

function isSame(message: unknown[] | undefined, expected: readonly string[]): boolean {
  return message?.length === expected.length && expected.every((each, index) => message[index] === each);
}

describe("a lane", () => {
  test("gives messages in the order in which they were added, through wrap-arounds and while it is full", () => {
    // Larger messages than most, so that the ring is soon at its end.
    const size = fc.oneof(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: CAPACITY / 4 }),
      fc.integer({ min: CAPACITY / 2, max: CAPACITY }),
    );
    const step = fc.oneof(size, fc.constant("take" as const), fc.constant("take all" as const));
    let refused = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { writer, take } = newLane();
        const model: unknown[][] = [];
        let number = 0;
        for (const each of steps) {
          if (typeof each === "number") {
            const message = [number++, ...text("x", each)];
            if (writer.add(message)) model.push(message);
            else refused++;
            continue;
          }
          do {
            const expected = model.shift();
            const taken = take();
            assert.equal(taken?.[0], expected?.[0]);
            assert.ok(
              taken?.every((part, index) => part === expected?.[index]) ?? true,
              "the text is another",
            );
          } while (each === "take all" && model.length > 0);
        }
        for (const expected of model) assert.equal(take()?.[0], expected[0]);
        assert.equal(take(), undefined);
      }),
      { numRuns: 60 },
    );
    assert.ok(refused > 0);
  });

  test("takes many small messages until it is full, and again when one was taken", () => {
    const { writer, take } = newLane();
    let added = 0;
    while (writer.add([added, "some text"])) added++;
    assert.ok(added > 1_000);
    assert.equal(writer.add(["y".repeat(100)]), false);
    for (let i = 0; i < 10; i++) assert.deepEqual(take(), [i, "some text"]);
    assert.equal(writer.add([added, "some text"]), true);
    for (let i = 10; i <= added; i++) assert.deepEqual(take(), [i, "some text"]);
    assert.equal(take(), undefined);
  });

  test("takes text of nearly its own size, wherever the last message ended", () => {
    const { writer, take } = newLane();
    const large = text("x", CAPACITY - 100);
    for (let i = 0; i < 5; i++) {
      assert.equal(writer.add(text("y", 300_000 * i)), true);
      take();
      assert.equal(writer.add(large), true);
      assert.equal(writer.add(["z".repeat(200)]), false);
      assert.ok(isSame(take(), large));
      assert.equal(writer.add(["one more"]), true);
      assert.deepEqual(take(), ["one more"]);
    }
  });

  test("refuses what it can never hold, and takes 1 MiB of text at any time when it is empty", () => {
    const { writer, take } = newLane();
    assert.equal(writer.add(text("x", CAPACITY)), false);
    const large = text("x", 2 ** 20);
    for (let i = 0; i < 10; i++) {
      assert.equal(writer.add(["small"]), true);
      assert.deepEqual(take(), ["small"]);
      assert.equal(writer.add(large), true);
      assert.ok(isSame(take(), large));
    }
  });

  test("positions go on past 2^32", () => {
    const { writer, take } = newLane();
    const large = text("x", 2 ** 20);
    // With what is skipped at the end, each takes all of the ring.
    for (let i = 0; i < 2_100; i++) {
      assert.equal(writer.add(large), true);
      assert.equal(take()?.length, large.length);
    }
  });

  test("says how many messages the port had been given before each", () => {
    const { writer, reader } = newLane();
    writer.add([1]);
    writer.countPorted();
    writer.countPorted();
    writer.add([2]);
    assert.equal(reader.ported, 2);
    assert.equal(reader.portedBefore, 0);
    reader.take();
    assert.equal(reader.portedBefore, 2);
  });
});
