/*
 * node --import tsyncio/register examples/default.ts
 *
 * What most programs need: run(main). It makes a loop, runs `main` to its end, cancels what is left, and closes the
 * loop. No loop is to be seen.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { ensureFuture, isMainModule, run, sleep } from "tsyncio";
import { milliseconds, print, type Say } from "./report.js";

/** How long each part works, in milliseconds. */
const PARTS = { bread: 120, cheese: 90, salad: 60 };

/** What happened. */
export interface Result {
  readonly order: readonly string[];
  readonly lines: number;
  readonly musicEnded: boolean;
}

async function prepare(part: string, time: number): Promise<string> {
  await sleep(time);
  return part;
}

async function playMusic(ended: () => void): Promise<void> {
  try {
    for (;;) await sleep(10);
  } finally {
    ended();
  }
}

/** Runs on the loop. */
async function dinner(ended: () => void): Promise<{ order: string[]; lines: number; time: number }> {
  const order: string[] = [];
  const began = performance.now();
  ensureFuture(playMusic(ended));
  const tasks = Object.entries(PARTS).map(([part, time]) => ensureFuture(prepare(part, time)));
  for (const task of tasks) task.addDoneCallback((done) => order.push(done.result()));
  for (const task of tasks) await task;
  const time = performance.now() - began;
  // The loop is a guest of Node's here: a promise of Node can be awaited, too.
  const source = await readFile(new URL(import.meta.url), "utf8");
  return { order, lines: source.split("\n").length, time };
}

export function main(say: Say = print): Promise<Result> {
  let musicEnded = false;
  const ended = () => {
    musicEnded = true;
  };
  return run(() => dinner(ended)).then(({ order, lines, time }) =>
    report(say, order, lines, time, musicEnded),
  );
}

function report(say: Say, order: string[], lines: number, time: number, musicEnded: boolean): Result {
  const sum = Object.values(PARTS).reduce((total, part) => total + part);
  say("three tasks at a time", `${order.join(", ")}: ${milliseconds(time)}; one by one ${sum} ms`);
  say("a promise of Node's", `readFile gave ${lines} lines of this program`);
  say("a task that was left", musicEnded ? "was cancelled, and its finally block ran" : "goes on");

  assert.deepEqual(order, ["salad", "cheese", "bread"]);
  assert.ok(time < sum, "the tasks should run at the same time");
  assert.ok(lines > 1);
  assert.ok(musicEnded, "run should end what is left");
  return { order, lines, musicEnded };
}

if (isMainModule(import.meta.url)) await main();
