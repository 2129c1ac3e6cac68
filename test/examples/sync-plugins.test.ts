import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { scryptSync } from "node:crypto";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { plugin } from "../../examples/prettier/plugin.js";
import { hasSqlite, openDatabase } from "../../examples/sqlite/database.js";

const root = new URL("../../../", import.meta.url);

test("examples/prettier: the printer gives what Prettier's own format makes of each record", async () => {
  const text = `{"a":1,   "b":[1,2]}\n\n{"long":"${"x".repeat(30)}","other":"${"y".repeat(30)}"}\n`;
  const formatted = await format(text, { parser: "records", plugins: [plugin], printWidth: 60 });
  assert.equal(
    formatted,
    `{ "a": 1, "b": [1, 2] }\n\n{\n  "long": "${"x".repeat(30)}",\n  "other": "${"y".repeat(30)}"\n}\n`,
  );
  assert.equal(
    await format(formatted.replace(/\n(?=[ }])/g, ""), {
      parser: "records",
      plugins: [plugin],
      printWidth: 60,
    }),
    formatted,
  );
});

test("examples/prettier: a record that is no JSON fails the run with the thread's error", async () => {
  await assert.rejects(format("{]\n", { parser: "records", plugins: [plugin] }), { name: "SyntaxError" });
});

test("examples/config: require() gives what takes promises to find out", () => {
  const require = createRequire(root);
  const config = fileURLToPath(new URL("examples/config/app.config.cjs", root));
  const { version } = require("./package.json") as { version: string };
  assert.deepEqual(require(config), {
    mode: "production",
    title: `tsyncio ${version}`,
    host: hostname(),
  });
});

const skip = hasSqlite()
  ? false
  : `Node ${process.version} has no node:sqlite with functions: 22.13 and newer do`;

test("examples/sqlite: a function of SQL awaits in the middle of a query", { skip }, () => {
  const database = openDatabase();
  database.exec(
    "CREATE TABLE users (name TEXT, password TEXT); INSERT INTO users VALUES ('ada', 'x'), ('grace', 'y')",
  );
  const rows = database.prepare("SELECT name, hash(password, name) AS hash FROM users ORDER BY name").all();
  database.close();
  assert.deepEqual(
    rows.map(({ name, hash }) => [name, hash]),
    [
      ["ada", scryptSync("x", "ada", 16).toString("hex")],
      ["grace", scryptSync("y", "grace", 16).toString("hex")],
    ],
  );
});

test("examples/plugins: what the program reports does happen, and its thread lets it end", () => {
  const program = fileURLToPath(new URL("../../examples/plugins/main.js", import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /There is no file\s+\.\/nowhere\.js/);
});
