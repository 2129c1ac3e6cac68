import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { bundle } from "../../browser/bundle.js";
import { launchChromium, serve, skip } from "../../browser/chromium.js";
import { root } from "../../docs/paths.js";

const source = fileURLToPath(new URL("examples/browser/", root));
/** With SCREENSHOTS=docs/images the pictures of the documentation are made anew. */
const pictures = fileURLToPath(new URL(process.env["SCREENSHOTS"] ?? "build/screenshots", root));

/** At 60 frames a second, a gap of this many milliseconds means that one was dropped. */
const DROPPED = 30;

test("examples/browser: compiles with the types of a browser", () => {
  const tsc = fileURLToPath(
    new URL("bin/tsc", `file://${createRequire(import.meta.url).resolve("typescript/package.json")}`),
  );
  const { stdout, status } = spawnSync(process.execPath, [tsc, "-p", source, "--pretty", "false"], {
    encoding: "utf8",
  });
  assert.equal(stdout, "");
  assert.equal(status, 0);
});

describe("examples/browser: the page goes on drawing while the task works", { skip }, () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    server = await serve(await bundle({ root: source, base: "./", build: { target: "esnext" } }));
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function open(): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 420, height: 330 } });
    await page.goto(`${server.url}/`);
    return page;
  }

  for (const way of ["guest", "worker"] as const) {
    test(`${way}: a click starts the task, progress is drawn, and the result is shown`, async () => {
      const page = await open();
      const picture = (moment: string) => page.screenshot({ path: `${pictures}/page-${way}-${moment}.png` });
      const status = page.locator(`#${way} .status`);
      await picture("before");
      await gapsOf(page);
      await delay(600);
      const idle = await gapsOf(page);
      await page.click(`#${way} .start`);
      await status.filter({ hasText: /[4-9]\d %/ }).waitFor();
      const busy = await gapsOf(page);
      await picture("during");
      await gapsOf(page);
      await status.filter({ hasText: "Done" }).waitFor();
      busy.push(...(await gapsOf(page)));
      await picture("after");
      assert.equal(await status.textContent(), "Done: 148933 primes below 2000000.");
      assert.ok(busy.length > 20, `${busy.length} frames during the task`);
      // A busy machine drops frames as well.
      const dropped = (gaps: readonly number[]) => gaps.filter((gap) => gap > DROPPED).length / gaps.length;
      assert.ok(
        dropped(busy) <= dropped(idle) + 0.05,
        `dropped: ${show(busy)} while it works, ${show(idle)} before`,
      );
      await page.close();
    });

    test(`${way}: Cancel ends the task, which can be started again`, async () => {
      const page = await open();
      const status = page.locator(`#${way} .status`);
      for (let round = 0; round < 2; round++) {
        await page.click(`#${way} .start`);
        await status.filter({ hasText: /\d %/ }).waitFor();
        await page.click(`#${way} .cancel`);
        await status.filter({ hasText: "Cancelled." }).waitFor();
      }
      await page.close();
    });
  }
});

function show(gaps: readonly number[]): string {
  const dropped = gaps.filter((gap) => gap > DROPPED).map(Math.round);
  return `${dropped.length} of ${gaps.length} (${dropped.join(", ")} ms)`;
}

/** The gaps between frames since the last call. */
function gapsOf(page: Page): Promise<number[]> {
  return page.evaluate<number[]>("frames.take()");
}
