import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { test } from "node:test";
import { project } from "../support/project.js";

const COMMAND = "node_modules/tsyncio/dist/node/cli.js";

const PROGRAM = `
import { currentTask, gather, isMainModule, run, sleep } from "tsyncio";

const greet = async (name: string): Promise<string> => sleep(1, \`hello \${name}\`);

export async function main(...names: string[]): Promise<void> {
  console.log(await gather(names.map(greet)), process.argv.slice(2), currentTask() !== null);
  if (names.includes("fail")) throw new TypeError("as asked");
  if (names.includes("code")) process.exitCode = 7;
  if (names.includes("wait")) {
    try {
      await sleep(60_000);
    } finally {
      await sleep(1);
      console.log("cleaned up");
    }
  }
}

if (isMainModule(import.meta.url)) await run(() => main("by itself"));
`;

test("tsyncio run: calls main on a loop, with the arguments, once", () => {
  const { node } = project({ "app.ts": PROGRAM });
  assert.deepEqual(node([COMMAND, "run", "app.ts", "a", "b"]), {
    status: 0,
    output: "[ 'hello a', 'hello b' ] [ 'a', 'b' ] true",
  });
  assert.deepEqual(node([COMMAND, "run", "app.ts", "code"]).status, 7);
});

test("tsyncio run: main may be a generator, a default export, or a plain function", () => {
  const { node } = project({
    "generator.js": `import { sleep } from "tsyncio"; export function* main(x) { console.log(yield* sleep(1, x)); }`,
    "default.js": `import { sleep } from "tsyncio"; export default async (x) => console.log(await sleep(1, x));`,
    "plain.js": `import { getRunningLoop } from "tsyncio"; export function main() { console.log(getRunningLoop().isRunning()); }`,
  });
  assert.deepEqual(node([COMMAND, "run", "generator.js", "g"]), { status: 0, output: "g" });
  assert.deepEqual(node([COMMAND, "run", "default.js", "d"]), { status: 0, output: "d" });
  assert.deepEqual(node([COMMAND, "run", "plain.js"]), { status: 0, output: "true" });
});

test("tsyncio run: an error is printed with its line, and the exit code is 1", () => {
  const { node } = project({ "app.ts": PROGRAM });
  const { status, output } = node([COMMAND, "run", "app.ts", "fail"]);
  assert.equal(status, 1);
  assert.match(output, /TypeError: as asked\n {4}at .*app\.ts:8:37/);
});

test("tsyncio run: says what is missing, and the exit code is 2", () => {
  const { node } = project({ "empty.js": "export const x = 1;" });
  const run = (...args: string[]) => node([COMMAND, ...args]);
  assert.deepEqual(run("run", "none.js"), { status: 2, output: "Cannot run none.js: there is no such file" });
  assert.deepEqual(run("run"), {
    status: 2,
    output: "Cannot run: which file? usage: tsyncio run <file> [arguments]",
  });
  assert.deepEqual(run("run", "empty.js"), {
    status: 2,
    output:
      "Cannot run empty.js: it does not export main. A program without one is run by: node --import tsyncio/register empty.js",
  });
});

test("tsyncio run: Ctrl-C cancels main, which cleans up; the exit code is 130", {
  skip: process.platform === "win32",
}, async () => {
  const { folder } = project({ "app.ts": PROGRAM });
  const child = spawn(process.execPath, [COMMAND, "run", "app.ts", "wait"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("hello")) child.kill("SIGINT");
      output += text;
    });
  }
  const status = await new Promise((resolve) => child.on("close", resolve));
  assert.match(output, /cleaned up\nKeyboardInterrupt\n$/);
  assert.equal(status, 130);
});

test("tsyncio: knows its version and its commands, and refuses others", () => {
  const { node } = project({});
  assert.match(node([COMMAND, "--version"]).output, /^\d+\.\d+\.\d+/);
  const help = node([COMMAND, "--help"]);
  assert.equal(help.status, 0);
  assert.match(help.output, /^usage: tsyncio <command>/);
  const { status, output } = node([COMMAND, "rum"]);
  assert.equal(status, 2);
  assert.match(output, /^Cannot run the command 'rum': there is no such one/);
});

/** What the prompt says to each line, or group of lines. */
function dialogue(lines: readonly string[], files: Readonly<Record<string, string>> = {}): string[] {
  const { node } = project(files);
  const { status, output } = node([COMMAND, "repl"], {}, lines.join("\n"));
  assert.equal(status, 0, output);
  return output
    .split(/^> (?:\.\.\. |\| )*/m)
    .slice(1)
    .map((answer) => answer.trim())
    .filter((answer) => answer !== "");
}

test("tsyncio repl: awaits in a running loop, and keeps what lines declare", () => {
  assert.deepEqual(
    dialogue([
      'await sleep(1, "slept")',
      "const x = await sleep(1, 5); x + 1",
      "let y = x * 2, { z: [w = await sleep(1, 3)] } = await sleep(1, { z: [] }); [y, w]",
      "async function f(n) {",
      "  await sleep(1);",
      "  return n * x;",
      "}",
      "await gather([f(1), f(2)])",
      "class A { async m() { return await f(3); } }",
      "await new A().m()",
      "for await (const i of [1, 2]) console.log(i);",
      "getRunningLoop().isRunning()",
      "{ a: 1 }",
    ]).map((answer) => answer.split("\n")[0]),
    ["'slept'", "6", "[ 10, 3 ]", "undefined", "[ 5, 10 ]", "undefined", "15", "1", "true", "{ a: 1 }"],
  );
});

test("tsyncio repl: shows errors and goes on, imports files of the folder, and runs what its lines start", () => {
  const answers = dialogue(
    [
      'await (async () => { throw new RangeError("inner"); })()',
      'import { helped, default as other } from "./helper.js"; import * as all from "./helper.js"',
      "[await helped(2), other, Object.keys(all)]",
      "const task = ensureFuture(helped(4)); task.done()",
      "await task",
      "not a program",
    ],
    {
      "helper.ts": `import { sleep } from "tsyncio"; export const helped = async (n: number): Promise<number> => sleep(1, n * 2);
        export default "default";`,
    },
  );
  assert.match(answers[0] as string, /^Uncaught RangeError: inner/);
  assert.deepEqual(answers.slice(1, 5), [
    "undefined",
    "[ 4, 'default', [ 'default', 'helped' ] ]",
    "false",
    "8",
  ]);
  assert.match(answers[5] as string, /^Uncaught \[?SyntaxError/);
});
