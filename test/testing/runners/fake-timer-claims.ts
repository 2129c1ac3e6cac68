/* What docs/testing.md says of fake timers, as tests: they pass where it is true. */
import assert from "node:assert/strict";

/** Fake timers, as Vitest and Jest have them. */
export interface FakeTimers {
  install(): void;
  advance(ms: number): void;
  advanceAsync(ms: number): Promise<unknown>;
  count(): number;
}

type Register = (name: string, fn: () => Promise<void>) => unknown;

const SECOND = 1000;
const realTimeout = globalThis.setTimeout;
const realImmediate = globalThis.setImmediate;

/** A wait for something real, which takes 20 ms. */
function realWork(): Promise<string> {
  return new Promise((resolve) => realTimeout(resolve, 20, "work"));
}

/** Registers the claims. */
export function registerClaims(test: Register, timers: FakeTimers): void {
  const faked = (name: string, body: () => Promise<void>) =>
    test(name, () => {
      timers.install();
      return body();
    });

  faked("a chain of promises and timers gets one link further when time is moved at once", async () => {
    let links = 0;
    const chain = async () => {
      for (let i = 0; i < 3; i++) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        links++;
      }
    };
    void chain();
    timers.advance(SECOND);
    await new Promise((resolve) => realImmediate(resolve));
    assert.equal(links, 1);
    await timers.advanceAsync(SECOND);
    assert.equal(links, 3);
  });

  faked("time is moved by hand: until then nothing happens", async () => {
    let fired = false;
    setTimeout(() => {
      fired = true;
    }, SECOND);
    await realWork();
    assert.equal(fired, false);
    await timers.advanceAsync(SECOND);
    assert.equal(fired, true);
  });

  faked("time moves past what is really under way", async () => {
    const work = realWork();
    const late = new Promise((resolve) => setTimeout(resolve, SECOND, "too late"));
    const [first] = await Promise.all([Promise.race([work, late]), timers.advanceAsync(SECOND)]);
    assert.equal(first, "too late");
    await work;
  });

  faked("a wait that can never end is not told", async () => {
    let settled = false;
    const stuck = new Promise(() => {});
    void stuck.finally(() => {
      settled = true;
    });
    await timers.advanceAsync(1000 * SECOND);
    assert.equal(settled, false);
  });

  let fired = 0;
  faked("a test that leaves a timer passes", async () => {
    setTimeout(() => fired++, SECOND);
    assert.ok(timers.count() > 0);
  });

  test("and the timer fires in the next one", async () => {
    await timers.advanceAsync(SECOND);
    assert.equal(fired, 1);
  });
}
