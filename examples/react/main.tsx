/* A page with a search box, and somebody who types, waits, and leaves. React is real; the page is happy-dom's. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { GuestRunner, isMainModule } from "tsyncio";
import { print, type Say } from "../report.js";
import { show } from "./page.js";
import { type Ask, Search } from "./search.js";

/** What happened. */
export interface Result {
  /** The requests that reached the server. */
  readonly asked: readonly string[];
  /** Those that were taken back. */
  readonly aborted: readonly string[];
}

const WORDS = ["paper", "pen", "pencil", "ink"];

export async function main(say: Say = print): Promise<Result> {
  const asked: string[] = [];
  const aborted: string[] = [];
  const ask: Ask = async (query, signal) => {
    asked.push(query);
    signal?.addEventListener("abort", () => aborted.push(query));
    await delay(query === "ink" ? 60_000 : 10, undefined, { signal });
    return WORDS.filter((word) => word.startsWith(query));
  };

  await using runner = new GuestRunner();
  await using page = await show(<Search ask={ask} />, runner);
  for (const text of ["p", "pe", "pen"]) await page.type(text);
  await page.see("output", "pen, pencil");
  say(
    "typed p, pe, pen",
    `the page shows ${page.text("output")}; the server was asked for ${asked.join(", ")}`,
  );

  await page.type("ink");
  await page.until(() => asked.includes("ink"));
  await page.click();
  await page.see("output", "cancelled");
  say("clicked Cancel", `the page shows ${page.text("output")}; taken back: ${aborted.join(", ")}`);

  await page.click();
  await page.until(() => asked.length === 3);
  await page.unmount();
  say("left while it searched", `taken back: ${aborted.join(", ")}`);

  assert.deepEqual(asked, ["pen", "ink", "ink"]);
  assert.deepEqual(aborted, ["ink", "ink"]);
  return { asked, aborted };
}

if (isMainModule(import.meta.url)) await main();
