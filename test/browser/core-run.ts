import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "playwright-core";
import { launchChromium, type Site, serve, skip } from "./chromium.js";
import { bundleCoreTests, FOLDERS } from "./core-bundle.js";
import type { Outcome } from "./shims/test.js";

const TEST_FILE = /\.test\.js$|entries\/hosts\.js$/;

/** How a page runs the tests of a file from number `first` on: an expression whose value is their outcome. */
export type Script = (file: string, first: number) => string;

/** Registers tests that run the core's tests in Chromium, with `files` beside theirs, and has `check` judge what was skipped. */
export function testCore(
  name: string,
  files: Site,
  script: Script,
  check: (outcome: Omit<Outcome, "next" | "failed">) => void,
): void {
  describe("the core's own tests, in Chromium", { skip }, () => {
    let browser: Browser;
    let site: Site;
    let server: Awaited<ReturnType<typeof serve>>;
    before(async () => {
      site = await bundleCoreTests();
      server = await serve(new Map([...site, ...files, ["index.html", "<!doctype html>"]]));
      browser = await launchChromium();
    });
    after(async () => {
      await browser?.close();
      await server?.[Symbol.asyncDispose]();
    });

    const sum = { passed: 0, failed: [] as string[], skipped: [] as string[] };

    /** Runs test files, each in a page that was loaded for it. */
    async function runFiles(files: Iterable<string>): Promise<void> {
      const page = await browser.newPage();
      for (const file of files) {
        for (let first: number | null = 0; first !== null; ) {
          await page.goto(server.url);
          const outcome: Outcome = await page
            .evaluate<Outcome>(script(file, first))
            .catch((cause: unknown) => {
              throw new Error(`${file} ended before its tests did, from number ${first} on`, { cause });
            });
          sum.passed += outcome.passed;
          sum.failed.push(...outcome.failed.map((text) => `${file}: ${text}`));
          sum.skipped.push(...outcome.skipped.map((text) => `${file}: ${text}`));
          first = outcome.next;
        }
      }
      await page.close();
    }

    for (const folder of [...FOLDERS, "browser"]) {
      test(`${name}: ${folder}`, async () => {
        const files = [...site.keys()].filter(
          (file) => file.startsWith(`${folder}/`) && TEST_FILE.test(file),
        );
        assert.ok(files.length > 0);
        const queue = files.values();
        await Promise.all([runFiles(queue), runFiles(queue)]);
        assert.deepEqual(sum.failed, []);
      });
    }
    test(`${name}: few are skipped`, () => check(sum));
  });
}
