// Checks the tarball that would be published: its exports (publint) and its types (attw). Expects dist/ to be built.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PUBLISHED =
  /^(dist\/.+\.(js|d\.ts)(\.map)?|(dist\/node\/)?package\.json|(README|CHANGELOG)\.md|LICENSE)$/;

const folder = mkdtempSync(join(tmpdir(), "tsyncio-pack-"));
try {
  // Without scripts: prepack would empty dist/ while other stages use it.
  const packed = run("npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder);
  const [{ filename, files }] = JSON.parse(packed);
  const stray = files.map((file) => file.path).filter((path) => !PUBLISHED.test(path));
  if (stray.length > 0) fail(`Cannot publish as part of the package: ${stray.join(", ")}`);

  const tarball = join(folder, filename);
  run("npx", "publint", "run", tarball, "--strict");
  run("npx", "attw", tarball, "--profile", "esm-only", "--no-definitely-typed", "--format", "ascii");
  console.log(`${files.length} files, publint and attw find nothing`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The output of a command; if it fails, shows all that it said. */
function run(program, ...args) {
  const result = spawnSync(program, args, { encoding: "utf8", shell: process.platform === "win32" });
  if (result.status !== 0) fail(`${program} ${args[0]}:\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

function fail(message) {
  rmSync(folder, { recursive: true, force: true });
  console.error(message);
  process.exit(1);
}
