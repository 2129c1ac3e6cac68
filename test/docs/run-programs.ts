/*
 * Runs the programs of the documentation: writes them to a folder in build/, compiles them all at once, as a user's
 * project would be, and runs each in a process of its own. Names that the package exports, and `assert`, are imported for
 * a program that does not do so itself.
 */
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { announcedOutput, type Program, type ProgramFile } from "./code-blocks.js";
import { root } from "./paths.js";
import { imports } from "./public-names.js";

const TIMEOUT = 30_000;

/** The pages whose programs have managed async functions. */
const MANAGED = ["README.md", "docs/async-await.md"];

/** Registers a test for each program: it compiles, runs, and prints what it says that it prints. */
export function testPrograms(what: string, programs: readonly Program[]): void {
  const folder = new URL(`build/docs/${what.replaceAll(" ", "-")}/`, root);
  rmSync(folder, { recursive: true, force: true });
  for (const [index, program] of programs.entries()) {
    for (const file of program.files) write(new URL(`src/${index}/${file.name}`, folder), withImports(file));
  }
  const errors = compile(folder);

  test(`${what}: there are some, and what the compiler finds is in one of them`, () => {
    assert.ok(programs.length > 0);
    const known = new Set(programs.flatMap((_program, index) => errorsIn(errors, index)));
    assert.deepEqual(
      errors.filter((error) => !known.has(error)),
      [],
    );
  });

  describe(what, { concurrency: availableParallelism() }, () => {
    for (const [index, program] of programs.entries()) {
      test(program.title, async () => {
        assert.deepEqual(
          errorsIn(errors, index).map((error) => inSource(error, program)),
          [],
        );
        const last = program.files.at(-1) as ProgramFile;
        const main = new URL(`out/${index}/${last.name.replace(/\.ts$/, ".js")}`, folder);
        const { failure, stdout, stderr } = await execute(
          fileURLToPath(main),
          MANAGED.includes(program.source),
        );
        assert.equal(failure, null, `${failure}\n${stderr}`);
        assert.equal(stderr, "");
        assert.deepEqual(stdout.split("\n").slice(0, -1), announcedOutput(program));
      });
    }
  });
}

/** The code behind one line of imports. */
function withImports({ code }: ProgramFile): string {
  const wanted = new Map<string, string[]>();
  for (const [name, { from, isType }] of imports) {
    // Who imports some of them imports all: other names are the platform's.
    if (code.includes(` from "${from}";`)) continue;
    const isUsed = new RegExp(`(?<![\\w"'\`-]|(?<!\\.\\.)\\.)${name}\\b(?!["':-])`).test(code);
    const isDeclared = new RegExp(`\\b(?:const|let|class|function\\*?) ${name}\\b`).test(code);
    const isImported = new RegExp(`import [^;]*\\b${name}\\b[^;]* from`).test(code);
    if (!isUsed || isDeclared || isImported) continue;
    wanted.set(from, [...(wanted.get(from) ?? []), isType ? `type ${name}` : name]);
  }
  const lines = [...wanted].map(([from, names]) => `import { ${names.join(", ")} } from "${from}";`);
  if (/\bassert[.(]/.test(code) && !/import assert\b/.test(code))
    lines.push('import assert from "node:assert/strict";');
  return `${lines.join(" ")}\n${code}\nexport {};\n`;
}

function compile(folder: URL): string[] {
  const config = {
    extends: "../../../tsconfig.base.json",
    compilerOptions: { rootDir: "src", outDir: "out", sourceMap: false },
    include: ["src"],
  };
  write(new URL("tsconfig.json", folder), JSON.stringify(config));
  const compiler = createRequire(import.meta.url).resolve("typescript/package.json");
  const tsc = fileURLToPath(new URL("bin/tsc", `file://${compiler}`));
  const { stdout, stderr, error } = spawnSync(
    process.execPath,
    [tsc, "-p", fileURLToPath(folder), "--pretty", "false"],
    { encoding: "utf8", cwd: fileURLToPath(folder) },
  );
  if (error !== undefined) throw error;
  return `${stdout}${stderr}`.split("\n").filter((line) => line !== "" && !line.startsWith(" "));
}

function errorsIn(errors: readonly string[], index: number): string[] {
  return errors.filter((error) => error.startsWith(`src/${index}/`));
}

/** An error of the compiler, at its place in the documentation. */
function inSource(error: string, program: Program): string {
  const [, name, line, text] = /^src\/\d+\/(.+?)\((\d+),\d+\): (.*)$/.exec(error) ?? [];
  const file = program.files.find((candidate) => candidate.name === name);
  // One line more: that of the imports.
  return file === undefined ? error : `${program.source}:${file.line + Number(line) - 2}: ${text}`;
}

function execute(
  path: string,
  isManaged: boolean,
): Promise<{ failure: string | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      isManaged ? ["--import", "tsyncio/register", path] : [path],
      { cwd: fileURLToPath(root), timeout: TIMEOUT, killSignal: "SIGKILL" },
      (error, stdout, stderr) => {
        const failure = error === null ? null : error.killed ? "still running" : `exit code ${error.code}`;
        resolve({ failure, stdout, stderr });
      },
    );
  });
}

function write(file: URL, text: string): void {
  mkdirSync(new URL("./", file), { recursive: true });
  writeFileSync(file, text);
}

/** The text of a file of the repository. */
export function readSource(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}
