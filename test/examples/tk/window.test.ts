import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { root } from "../../docs/paths.js";
import { Display } from "./display.js";
import { skip } from "./installed.js";

type Place = readonly [number, number];

type Event =
  | { readonly event: "ready"; readonly start: Place; readonly cancel: Place; readonly quit: Place }
  | { readonly event: "start"; readonly lateness: readonly number[] }
  | { readonly event: "half" }
  | { readonly event: "end"; readonly status: string; readonly lateness: readonly number[] };

/** With SCREENSHOTS=docs/images the pictures of the documentation are made anew. */
const pictures = fileURLToPath(new URL(process.env["SCREENSHOTS"] ?? "build/screenshots", root));

/** A tick of the window that comes later than this, in milliseconds, would be felt. */
const LATE = 50;

describe("examples/tk: the window answers while the task works", { skip }, () => {
  let display: Display;
  before(async () => {
    display = await Display.open();
  });
  after(() => display?.close());

  for (const way of ["guest", "thread"] as const) {
    test(`${way}: a click starts the task, the ticks go on, and the result is shown`, async () => {
      await using app = await start(way, display);
      const picture = (moment: string) => display.screenshot(`${pictures}/tk-${way}-${moment}.png`);
      await delay(600); // the window ticks, undisturbed
      picture("before");
      display.click(app.ready.start);
      const { lateness: idle } = await app.next("start");
      await app.next("half");
      picture("during");
      const { status, lateness: busy } = await app.next("end");
      await delay(50);
      picture("after");
      assert.equal(status, "Done: 148933 primes below 2000000.");
      assert.ok(busy.length > 50, `${busy.length} ticks during the task`);
      const late = (ticks: readonly number[]) => ticks.filter((ms) => ms > LATE).length / ticks.length;
      // A busy machine makes the screen's server late as well, and a screenshot keeps it busy.
      assert.ok(late(busy) <= late(idle) + 0.02, `late: ${show(busy)} while it works, ${show(idle)} before`);
      display.click(app.ready.quit);
      assert.equal(await app.exitCode, 0);
    });

    test(`${way}: a click on Cancel ends the task, and one on Quit the program`, async () => {
      await using app = await start(way, display);
      display.click(app.ready.start);
      await app.next("start");
      display.click(app.ready.cancel);
      assert.equal((await app.next("end")).status, "Cancelled.");
      display.click(app.ready.quit);
      assert.equal(await app.exitCode, 0);
    });
  }
});

function show(ticks: readonly number[]): string {
  return `${ticks.filter((ms) => ms > LATE).length} of ${ticks.length}, at most ${Math.max(...ticks)} ms`;
}

async function start(way: string, display: Display) {
  const program = fileURLToPath(new URL(`../../../examples/tk/${way}.js`, import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program], {
    env: { ...process.env, DISPLAY: display.name },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 50_000,
    killSignal: "SIGKILL",
  });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  async function next<N extends Event["event"]>(name: N): Promise<Extract<Event, { event: N }>> {
    const { value, done } = await lines.next();
    assert.ok(!done, `the program ended before '${name}'\n${said}`);
    const event = JSON.parse(value) as Event;
    return event.event === name ? (event as Extract<Event, { event: N }>) : next(name);
  }
  return {
    ready: await next("ready"),
    next,
    exitCode: exited.then(([code]) => code as number | null),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
