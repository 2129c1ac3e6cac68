import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { bundle } from "../../browser/bundle.js";
import { checkTypes } from "../../browser/check-types.js";
import { launchChromium, serve, skip } from "../../browser/chromium.js";
import { root } from "../../docs/paths.js";
import { watchMainThread } from "./main-thread.js";

const source = fileURLToPath(new URL("examples/browser/", root));
/** With SCREENSHOTS=docs/images the pictures of the documentation are made anew. */
const pictures = fileURLToPath(new URL(process.env["SCREENSHOTS"] ?? "build/screenshots", root));

/** How long a frame is at 60 a second, in milliseconds. */
const FRAME = 1000 / 60;

test("examples/browser: compiles with the types of a browser", () => checkTypes(source));

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
      await page.click(`#${way} .start`);
      await status.filter({ hasText: /[4-9]\d %/ }).waitFor();
      await picture("during");
      await status.filter({ hasText: "Done" }).waitFor();
      await picture("after");
      assert.equal(await status.textContent(), "Done: 148933 primes below 2000000.");
      await page.close();
    });

    test(`${way}: while the task works, nothing in the page takes as long as a frame`, async () => {
      const page = await open();
      const status = page.locator(`#${way} .status`);
      const { frames, longestCall } = await watchMainThread(browser, page, async () => {
        await page.click(`#${way} .start`);
        await status.filter({ hasText: "Done" }).waitFor();
      });
      assert.ok(frames > 20, `${frames} frames`);
      assert.ok(longestCall > 0 && longestCall < FRAME, `${longestCall} ms of processor time in one call`);
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
