#!/usr/bin/env node
/* The command `tsyncio`. */
import { readFileSync } from "node:fs";

const USAGE = `usage: tsyncio <command>

  run <file> [arguments]   runs the file's export main on a loop, with its async functions on that loop
  repl                     a prompt with await, in a loop that runs
  --version, --help
`;

const [command, ...args] = process.argv.slice(2);
switch (command) {
  case "run": {
    const { runFile } = await import("./run.js");
    await runFile(args);
    break;
  }
  case "repl": {
    const { startRepl } = await import("./repl.js");
    await startRepl();
    break;
  }
  case "--version":
  case "-v":
    print(version());
    break;
  case "--help":
  case "-h":
  case "help":
    print(USAGE.trimEnd());
    break;
  default:
    console.error(
      `${command === undefined ? "" : `Cannot run the command '${command}': there is no such one\n\n`}${USAGE.trimEnd()}`,
    );
    process.exitCode = 2;
}

function version(): string {
  const file = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(file) as { version: string }).version;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
