/*
 * node --import tsyncio/register examples/frameworks.ts
 *
 * A framework owns the main loop. Here it is Node's, with a tick every 10 ms that stands for a GUI's frames and must not
 * stall. A click starts a task: on a loop that is a guest of the framework's, or in another thread. Last, a function
 * that the framework calls from synchronous code must return the result of asynchronous work.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ensureFuture, exported, isMainModule, newEventLoop, sleep, Thread } from "tsyncio";
import { digestPlugin } from "./plugin.js";
import { milliseconds, print, type Say } from "./report.js";

const TICK = 10;
const TASKS = 10;
const ROUNDS = 8000;

/** What the framework saw of one click. */
export interface Click {
  readonly way: string;
  readonly result: string;
  readonly time: number;
  readonly ticks: number;
  readonly longestGap: number;
}

/** What happened. */
export interface Result {
  readonly clicks: readonly Click[];
  readonly transformed: string;
}

/** The work that a click starts: tasks that take turns, in many small handles. */
export async function work(): Promise<string> {
  const tasks = Array.from({ length: TASKS }, (_, index) => ensureFuture(hashRepeatedly(`seed ${index}`)));
  const digests: string[] = [];
  for (const task of tasks) digests.push(await task);
  return sha256(digests.join());
}

async function hashRepeatedly(seed: string): Promise<string> {
  let digest = sha256(seed);
  for (let round = 0; round < ROUNDS; round++) {
    digest = sha256(digest.repeat(50));
    await sleep(0);
  }
  return digest;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** As a guest of Node's loop. */
function asGuest(): PromiseLike<string> {
  const loop = newEventLoop();
  return loop.run(work).finally(() => loop.close());
}

/** In another thread, on a loop that is made for it. */
function inThread(): PromiseLike<string> {
  return new Thread(exported(import.meta.url, work), []).start();
}

/** What not to do: nothing else happens on this thread. */
function blocking(): PromiseLike<string> {
  const loop = newEventLoop();
  try {
    return Promise.resolve(loop.runUntilComplete(work));
  } finally {
    loop.close();
  }
}

/** The framework: ticks, and a button that is clicked once. Measures the longest time from one tick to the next. */
function click(way: string, onClick: () => PromiseLike<string>): Promise<Click> {
  let ticks = 0;
  let longestGap = 0;
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    longestGap = Math.max(longestGap, now - last);
    last = now;
    ticks++;
  };
  return new Promise((resolve, reject) => {
    const ticking = setInterval(tick, TICK);
    const began = performance.now();
    const done = (result: string) => {
      tick();
      clearInterval(ticking);
      resolve({ way, result, time: performance.now() - began, ticks, longestGap });
    };
    const failed = (error: unknown) => {
      clearInterval(ticking);
      reject(error);
    };
    const button = new EventTarget();
    button.addEventListener("click", () => onClick().then(done, failed));
    button.dispatchEvent(new Event("click"));
  });
}

/** Code of the framework, which runs in none of our loops, has promises only. */
export function main(say: Say = print): Promise<Result> {
  const clicks: Click[] = [];
  const clickFor = (way: string, onClick: () => PromiseLike<string>) =>
    click(way, onClick).then((seen) => {
      clicks.push(seen);
      const { longestGap, time } = seen;
      say(`click, ${way}`, `longest gap ${milliseconds(longestGap)}, work done in ${milliseconds(time)}`);
    });
  return clickFor("as a guest", asGuest)
    .then(() => clickFor("in a thread", inThread))
    .then(() => clickFor("blocking", blocking))
    .then(() => callPlugin(say, clicks));
}

/** The framework calls a plugin from synchronous code. */
function callPlugin(say: Say, clicks: Click[]): Result {
  const plugin = digestPlugin();
  const code = 'export const digest = "__DIGEST__";';
  const transformed = plugin.transform(code);
  plugin.close();
  say(
    "a synchronous plugin",
    `transform(code) returned ${transformed.replace(/(?<=[0-9a-f]{8})[0-9a-f]+/, "…")}`,
  );

  const [guest, thread, blocked] = clicks as [Click, Click, Click];
  assert.equal(guest.result, blocked.result);
  assert.equal(thread.result, blocked.result);
  assert.ok(guest.ticks > blocked.ticks, "a guest should leave the framework its turns");
  assert.ok(thread.ticks > blocked.ticks, "a thread should leave the framework alone");
  assert.equal(transformed, code.replace("__DIGEST__", sha256(code)));
  return { clicks, transformed };
}

if (isMainModule(import.meta.url)) await main();
