import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { copyBytes } from "#dist/agents/transport/copied-bytes.js";
import { usePause } from "#dist/drivers/bell.js";

const SIZE = 2 ** 20;

/** As many bytes, of this value each. */
function bytesOf(value: number, length = SIZE): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).fill(value);
}

test("each copy has memory of its own, whether some was made ready or not, and holds what was copied", () => {
  const copies = [1, 2, 3, 4].map((value) => {
    const copy = copyBytes(bytesOf(value));
    if (value % 2 === 0) usePause();
    return copy;
  });
  for (const [index, copy] of copies.entries()) assert.deepEqual(copy, bytesOf(index + 1));
  assert.equal(new Set(copies.map(({ buffer }) => buffer)).size, copies.length);
});

test("a copy is as long as what is copied, though memory of another length was made ready", () => {
  copyBytes(bytesOf(1));
  copyBytes(bytesOf(1));
  usePause();
  const copy = copyBytes(bytesOf(2, SIZE - 1));
  assert.deepEqual(copy, bytesOf(2, SIZE - 1));
  assert.equal(copy.buffer.byteLength, SIZE - 1);
});

test("memory that was made ready and is not needed is given back", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = async () => {
    collect();
    // What is not referred to any more is freed beside the program.
    await setTimeout(10);
    return process.memoryUsage().arrayBuffers;
  };
  await setTimeout(300);
  const before = await used();
  copyBytes(bytesOf(1));
  copyBytes(bytesOf(1));
  usePause();
  assert.ok((await used()) >= before + SIZE);
  while ((await used()) >= before + SIZE) await setTimeout(50);
});
