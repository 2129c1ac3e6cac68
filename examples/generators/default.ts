/*
 * The same with generator coroutines, which no tool compiles: node build/examples/generators/default.js
 *
 * What most programs need: run(main). It makes a loop, runs `main` to its end, cancels what is left, and closes the
 * loop. No loop is to be seen.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { type Coroutine, ensureFuture, isMainModule, run, sleep, wrapFuture } from "tsyncio";
import { milliseconds, print, type Say } from "../report.js";

/** How long each part works, in milliseconds. */
const PARTS = { bread: 120, cheese: 90, salad: 60 };

/** What happened. */
export interface Result {
  readonly order: readonly string[];
  readonly lines: number;
  readonly musicEnded: boolean;
}

function* prepare(part: string, time: number): Coroutine<string> {
  yield* sleep(time);
  return part;
}

function* playMusic(ended: () => void): Coroutine<void> {
  try {
    for (;;) yield* sleep(10);
  } finally {
    ended();
  }
}

export async function main(say: Say = print): Promise<Result> {
  const order: string[] = [];
  let musicEnded = false;
  const began = performance.now();

  const lines = await run(function* () {
    ensureFuture(
      playMusic(() => {
        musicEnded = true;
      }),
    );
    const tasks = Object.entries(PARTS).map(([part, time]) => ensureFuture(prepare(part, time)));
    for (const task of tasks) task.addDoneCallback((done) => order.push(done.result()));
    for (const task of tasks) yield* task;
    // The loop is a guest of Node's here: a promise of Node can be waited for, too.
    const source = yield* wrapFuture(readFile(new URL(import.meta.url), "utf8"));
    return source.split("\n").length;
  });

  const time = performance.now() - began;
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
