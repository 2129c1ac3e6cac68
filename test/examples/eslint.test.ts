import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ESLint, type Linter } from "eslint";
import { exported } from "tsyncio";
import { type Ask, plugin, pluginBy } from "../../examples/eslint/plugin.js";
import { start } from "../../examples/plugins/background.js";
import { parse } from "./fixtures/async-parser.js";
import { answers, exits, neverAnswers } from "./fixtures/checks.js";
import { check } from "./fixtures/does-not-load.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = fileURLToPath(import.meta.url);
const checks = new URL("./fixtures/checks.js", import.meta.url).href;

/** ESLint with the plugin, its rule on. */
function eslint(tsyncio: ReturnType<typeof pluginBy>, config: Linter.Config = {}): ESLint {
  return new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{ plugins: { tsyncio }, rules: { "tsyncio/no-missing-import": "error" }, ...config }],
  });
}

const ahead = { processor: "tsyncio/ask-ahead" };
const CODE = `import "./eslint.test.js";\nimport { a } from "./nowhere.js";\nimport "node:fs";\n`;

for (const [way, config] of [
  ["alone", {}],
  ["asked ahead", ahead],
] as const) {
  test(`examples/eslint: the rule, ${way}, reports what the thread did not find`, async () => {
    const [result] = await eslint(plugin, config).lintText(CODE, { filePath: here });
    assert.deepEqual(
      result?.messages.map(({ line, message }) => [line, message]),
      [[2, "There is no file ./nowhere.js"]],
    );
  });
}

test("examples/eslint: the rule reports names that a file does not export", async () => {
  const code = `import whole, { plugin, "Not There" as other } from "../../examples/eslint/plugin.js";
import * as all from "../../examples/eslint/plugin.js";
import { anything } from "../../../package.json";\n`;
  const [result] = await eslint(plugin).lintText(code, { filePath: here });
  assert.deepEqual(
    result?.messages.map(({ line, message }) => [line, message.replace(/.*\//, "")]),
    [
      [1, "plugin.js does not export default"],
      [1, "plugin.js does not export Not There"],
    ],
  );
});

test("examples/eslint: the code of this project has no such problem", async () => {
  const results = await eslint(plugin, ahead).lintFiles(["dist/loop/*.js", "dist/kernel/*.js"]);
  assert.ok(results.length > 10);
  assert.deepEqual(
    results.flatMap(({ messages }) => messages),
    [],
  );
});

test("a parser that is asynchronous serves ESLint, which is not (eslint#15475)", async () => {
  const target = exported(new URL("./fixtures/async-parser.js", import.meta.url).href, parse);
  const path = createRequire(import.meta.url).resolve("eslint");
  const parser = { parse: (code: string) => start(target, code, path).result() as never };
  const config = {
    languageOptions: { parser },
    rules: { "no-var": "error", "tsyncio/no-missing-import": "error" },
  } as const;
  const [result] = await eslint(plugin, config).lintText(`var b = 1;\n${CODE}`, { filePath: here });
  assert.deepEqual(
    result?.messages.map(({ line, ruleId, message }) => [line, ruleId ?? message]),
    [
      [1, "no-var"],
      [3, "tsyncio/no-missing-import"],
    ],
  );
});

test("a thread that can't load its module fails the run at once, and says why (eslint-plugin-prettier#782)", async () => {
  const broken = exported(new URL("./fixtures/does-not-load.js", import.meta.url).href, check);
  const linting = eslint(pluginBy((urls) => start(broken, urls))).lintText(CODE, { filePath: here });
  await assert.rejects(linting, /Cannot find module 'prettier'/);
});

test("a thread that ends instead of answering fails the run; the next run has a new one", async () => {
  const exiting = exported(checks, exits);
  const linting = eslint(pluginBy((urls) => start(exiting, urls))).lintText(CODE, { filePath: here });
  await assert.rejects(linting, { code: "ERR_AGENT_ENDED" });
  const [result] = await eslint(plugin).lintText(CODE, { filePath: here });
  assert.equal(result?.errorCount, 1);
});

test("a slow machine is no error: only a limit of the plugin's own ends the wait, and says so (cspell#5825)", async () => {
  const target = exported(checks, neverAnswers);
  const impatient: Ask = (urls) => {
    const answer = start(target, urls);
    const result = () => {
      try {
        return answer.result(20);
      } finally {
        answer.cancel(); // else it keeps the program alive
      }
    };
    return { result };
  };
  const linting = eslint(pluginBy(impatient)).lintText(CODE, { filePath: here });
  await assert.rejects(linting, { code: "ERR_TIMEOUT", message: /is not done within 20 ms; it goes on/ });
  const again = exported(checks, answers);
  const [result] = await eslint(pluginBy((urls) => start(again, urls))).lintText(CODE, { filePath: here });
  assert.equal(result?.errorCount, 0);
});
