import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LifoQueue, PriorityQueue, Queue } from "tsyncio";

/** What is done with a queue: an item is put, or one is got, if there is one. Runs of both make it grow and shrink. */
const runs = fc.array(fc.record({ puts: fc.nat(150), gets: fc.nat(150) }), { maxLength: 12 });

interface Item {
  readonly key: number;
  readonly serial: number;
}

/** Which of the items comes next, as an index into those that were put, in order. */
type Rule = (items: readonly Item[]) => number;

const first: Rule = () => 0;
const last: Rule = (items) => items.length - 1;
/** The least, and of equal ones the first. */
const least: Rule = (items) =>
  items.reduce((best, item, index) => (item.key < (items[best] as Item).key ? index : best), 0);

for (const [name, make, rule] of [
  ["Queue", () => new Queue<Item>(), first],
  ["LifoQueue", () => new LifoQueue<Item>(), last],
  ["PriorityQueue", () => new PriorityQueue<Item>({ compare: (a, b) => a.key - b.key }), least],
] as [string, () => Queue<Item>, Rule][]) {
  test(`${name}: any puts and gets give what a plain list would`, () => {
    fc.assert(
      fc.property(runs, fc.infiniteStream(fc.nat(7)), (steps, keys) => {
        const queue = make();
        const list: Item[] = [];
        let serial = 0;
        const takeOne = () => {
          if (list.length === 0) {
            assert.throws(() => queue.getNowait(), { code: "ERR_QUEUE_EMPTY" });
            return;
          }
          const [expected] = list.splice(rule(list), 1);
          assert.equal(queue.getNowait(), expected);
        };
        for (const { puts, gets } of steps) {
          for (let i = 0; i < puts; i++) {
            const item = { key: keys.next().value as number, serial: serial++ };
            queue.putNowait(item);
            list.push(item);
          }
          for (let i = 0; i < gets; i++) takeOne();
          assert.equal(queue.size, list.length);
          assert.equal(queue.empty(), list.length === 0);
        }
        while (list.length > 0) takeOne();
        assert.equal(queue.empty(), true);
      }),
      { numRuns: 60 },
    );
  });
}

test("Queue: undefined, null and NaN are items like any other", () => {
  for (const queue of [new Queue<unknown>(), new PriorityQueue<unknown>({ compare: () => 0 })]) {
    const items = [undefined, null, Number.NaN, 0, ""];
    for (const item of items) queue.putNowait(item);
    assert.equal(queue.size, 5);
    assert.deepEqual(
      items.map(() => queue.getNowait()),
      items,
    );
  }
});

test("Queue: takes no time in proportion to its length", () => {
  const queue = new Queue<number>();
  const count = 300_000;
  for (let i = 0; i < count; i++) queue.putNowait(i);
  let sum = 0;
  // Some billions of moves, were each item that is taken out to move the others up.
  for (let i = 0; i < count; i++) sum += queue.getNowait();
  assert.equal(sum, (count * (count - 1)) / 2);
});
