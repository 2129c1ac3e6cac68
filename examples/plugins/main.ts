/* Tools that call their plugins synchronously, with plugins that await: each with the real tool. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { ESLint } from "eslint";
import { format } from "prettier";
import { isMainModule } from "tsyncio";
import { plugin as eslintPlugin } from "../eslint/plugin.js";
import { plugin as prettierPlugin } from "../prettier/plugin.js";
import { print, type Say } from "../report.js";
import { hasSqlite, openDatabase } from "../sqlite/database.js";

const root = new URL("../../../", import.meta.url);

export async function main(say: Say = print): Promise<void> {
  const eslint = new ESLint({
    cwd: fileURLToPath(root),
    overrideConfigFile: true,
    overrideConfig: [
      {
        plugins: { tsyncio: eslintPlugin },
        processor: "tsyncio/ask-ahead",
        rules: { "tsyncio/no-missing-import": "error" },
      },
    ],
  });
  const results = await eslint.lintFiles(["dist/loop/*.js"]);
  assert.equal(
    results.reduce((sum, { errorCount }) => sum + errorCount, 0),
    0,
  );
  const filePath = fileURLToPath(new URL("dist/index.js", root));
  const [wrong] = await eslint.lintText('import "./nowhere.js";', { filePath });
  assert.equal(wrong?.errorCount, 1);
  say("a rule of ESLint", `${results.length} files are fine; in another one: ${wrong.messages[0]?.message}`);

  const formatted = await format('{"a":[1,2]}\n', { parser: "records", plugins: [prettierPlugin] });
  assert.equal(formatted, '{ "a": [1, 2] }\n');
  say("a printer of Prettier", `makes of {"a":[1,2]}: ${formatted.trim()}`);

  const require = createRequire(root);
  const config = fileURLToPath(new URL("examples/config/app.config.cjs", root));
  const { mode, title } = require(config) as { mode: string; title: string };
  assert.match(title, /^tsyncio \d/);
  say("a config with require()", `${title}, ${mode}`);

  if (!hasSqlite()) {
    say("a function of SQLite", `not on Node ${process.version}: node:sqlite has functions from 22.13 on`);
    return;
  }
  const database = openDatabase();
  const [row] = database.prepare("SELECT hash('secret', 'salt') AS hash").all();
  database.close();
  assert.match(String(row?.["hash"]), /^[0-9a-f]{32}$/);
  say("a function of SQLite", `SELECT hash('secret', 'salt') gives ${String(row?.["hash"]).slice(0, 8)}…`);
}

if (isMainModule(import.meta.url)) await main();
