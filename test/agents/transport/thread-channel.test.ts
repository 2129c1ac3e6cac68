import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import fc from "fast-check";
import { newLanes } from "#dist/agents/transport/lane-memory.js";
import { ThreadChannel } from "#dist/agents/transport/thread-channel.js";
import { attend, hasRung, threadBell, unattend } from "#dist/drivers/bell.js";

interface Ends {
  readonly sender: ThreadChannel;
  readonly receiver: ThreadChannel;
  readonly received: unknown[];
  /** Called with each message. */
  onMessage: (message: unknown) => void;
  close(): void;
}

/** Both ends of a channel, in this thread. */
function newChannel(): Ends {
  const { port1, port2 } = new MessageChannel();
  const lanes = newLanes();
  const peerBell = threadBell();
  const sender = new ThreadChannel({ port: port1, lanes, sendingLane: 0, peerBell }, () => {});
  sender.unref();
  const received: unknown[] = [];
  const receiver = new ThreadChannel({ port: port2, lanes, sendingLane: 1, peerBell }, (batch) => {
    received.push(...batch);
    for (const message of batch) ends.onMessage(message);
  });
  const ends: Ends = {
    sender,
    receiver,
    received,
    onMessage: () => {},
    close() {
      sender.close();
      receiver.close();
    },
  };
  return ends;
}

/** Adds a message without a word to the receiver, if there is room. */
function addOrSend(sender: ThreadChannel, message: unknown): void {
  if (!sender.tryAdd([message])) sender.send([message]);
}

/** Resolves when the host has brought so many messages. */
async function whenReceived({ received }: Ends, count: number): Promise<void> {
  while (received.length < count) await setImmediate();
}

describe("a channel between threads", () => {
  test("what the host took in is heard: who watches the bell then waits for what comes next", async () => {
    const ends = newChannel();
    ends.sender.send(["one"]);
    assert.equal(hasRung(), true);
    await whenReceived(ends, 1);
    assert.equal(hasRung(), false);
    ends.close();
  });

  test("an end that listens again hears what came since, and nothing if nothing came", async () => {
    const ends = newChannel();
    ends.sender.send(["one"]);
    await whenReceived(ends, 1);
    ends.receiver.rest();
    ends.receiver.listen();
    assert.equal(hasRung(), false);
    ends.receiver.rest();
    ends.sender.tryAdd(["two"]);
    ends.receiver.listen();
    assert.equal(hasRung(), true);
    ends.receiver.poll();
    assert.deepEqual(ends.received, ["one", "two"]);
    ends.close();
  });

  test("keeps the order of what goes by the lane and what goes by the port, however it is taken in", async () => {
    const step = fc.constantFrom("small", "small, later", "by the port", "large", "flush", "poll", "host");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const ends = newChannel();
        const { sender, receiver, received } = ends;
        let number = 0;
        for (const each of steps) {
          if (each === "small") sender.send([number++]);
          else if (each === "small, later") addOrSend(sender, number++);
          else if (each === "by the port") sender.send([new Map([[1, number++]])]);
          else if (each === "large") sender.send([number++, "x".repeat(2 ** 19)]);
          else if (each === "flush") sender.flush();
          else if (each === "poll") receiver.poll();
          else await setImmediate();
        }
        sender.flush();
        const count = number + steps.filter((each) => each === "large").length;
        await whenReceived(ends, count);
        ends.close();
        const numbers = received
          .map((message) => (message instanceof Map ? message.get(1) : message))
          .filter((message) => typeof message === "number");
        assert.deepEqual(numbers, [...Array(number).keys()]);
      }),
      { numRuns: 200 },
    );
  });

  test("what is sent while the receiver takes in an older poke and a message of the port is not left lying", async () => {
    const ends = newChannel();
    ends.onMessage = (message) => {
      if (message === "first") ends.sender.send(["third"]);
    };
    ends.sender.send(["first"]);
    ends.sender.send([new Map()]);
    ends.receiver.poll();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    ends.close();
    assert.deepEqual(ends.received, ["first", new Map(), "third"]);
  });

  test("when the lane is full, messages go by the port, in order", async () => {
    const ends = newChannel();
    const text = "x".repeat(2 ** 19);
    for (let i = 0; i < 20; i++) ends.sender.send([i, text]);
    ends.receiver.poll();
    for (let i = 20; i < 30; i++) ends.sender.send([i, text]);
    ends.receiver.poll();
    ends.close();
    const numbers = ends.received.filter((message) => typeof message === "number");
    assert.deepEqual(numbers, [...Array(30).keys()]);
  });

  for (const [what, bytes] of Object.entries({
    "a small buffer": Uint8Array.from({ length: 1_000 }, (_, i) => i),
    "a large one": Uint8Array.from({ length: 200_000 }, (_, i) => i),
    "a large Buffer": Buffer.from(Uint8Array.from({ length: 200_000 }, (_, i) => i).buffer),
    "a part of a buffer": Uint8Array.from({ length: 200_000 }, (_, i) => i).subarray(5),
  })) {
    test(`${what} arrives as it is when it is sent, and stays here`, () => {
      const ends = newChannel();
      const expected = structuredClone(bytes);
      ends.sender.send([1, [bytes, "text"], undefined]);
      bytes[0] = 99;
      ends.receiver.poll();
      ends.close();
      assert.deepStrictEqual(ends.received, [1, [expected, "text"], undefined]);
      assert.equal(bytes[0], 99);
    });
  }

  test("a buffer that occurs twice arrives as one", () => {
    const ends = newChannel();
    const bytes = new Uint8Array(200_000);
    ends.sender.send([[bytes, bytes]]);
    ends.receiver.poll();
    ends.close();
    const [pair] = ends.received as [[Uint8Array, Uint8Array]];
    assert.equal(pair[0], pair[1]);
  });

  test("a message that can't be cloned throws, and the next ones arrive", () => {
    const ends = newChannel();
    assert.throws(() => ends.sender.send([() => {}]), { name: "DataCloneError" });
    ends.sender.send(["next"]);
    ends.receiver.poll();
    ends.close();
    assert.deepEqual(ends.received, ["next"]);
  });

  test("a receiver whose host sleeps is woken, again and again", async () => {
    const ends = newChannel();
    for (let i = 1; i <= 20; i++) {
      ends.sender.send([i]);
      await whenReceived(ends, i);
      // Longer than anybody looks out.
      await new Promise((resolve) => setTimeout(resolve, i % 4));
    }
    ends.close();
  });

  test("who promised to answer the bell and no longer does is told of what came meanwhile", async () => {
    const ends = newChannel();
    attend();
    ends.sender.send(["while it was promised"]);
    unattend();
    await whenReceived(ends, 1);
    ends.close();
  });

  test("what came just before the receiver rests arrives though it listens no more", async () => {
    const ends = newChannel();
    attend();
    ends.sender.send(["before"]);
    ends.receiver.rest();
    unattend();
    await whenReceived(ends, 1);
    ends.sender.send(["after"]);
    await whenReceived(ends, 2);
    ends.close();
    assert.deepEqual(ends.received, ["before", "after"]);
  });

  test("what takes a message in may look for the next ones itself", () => {
    const ends = newChannel();
    const seen: unknown[] = [];
    ends.onMessage = (message) => {
      if (message === 1) ends.receiver.poll();
      seen.push(message);
    };
    for (const message of [1, 2, 3]) ends.sender.tryAdd([message]);
    ends.receiver.poll();
    ends.close();
    assert.deepEqual(seen, [2, 3, 1]);
  });

  test("a message during which more come leaves those to the next look, so that others have their turn", () => {
    const ends = newChannel();
    ends.onMessage = (message) => ends.sender.tryAdd([(message as number) + 1]);
    ends.sender.tryAdd([1]);
    ends.receiver.poll();
    assert.deepEqual(ends.received, [1]);
    ends.receiver.poll();
    ends.close();
    assert.deepEqual(ends.received, [1, 2]);
  });
});
