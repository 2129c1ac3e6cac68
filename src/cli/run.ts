import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { noteStartedByCommand } from "../agents/is-main-module.js";
import { isThenable } from "../coroutines/awaitable.js";
import type * as library from "../index.js";

type Main = (...args: string[]) => unknown;

/** 128 and the number of SIGINT, as shells have it. */
const INTERRUPTED = 130;

/**
 * `tsyncio run file.ts arguments`: runs the export `main` of a module (or its default export) on a new loop, with the
 * arguments. The module's async functions, and those of what it imports, belong to the loop. Sets the exit code: 1 if it
 * fails, 130 if Ctrl-C ended it, 2 if there is nothing to run.
 */
export async function runFile([file, ...args]: readonly string[]): Promise<void> {
  if (file === undefined) {
    refuse("Cannot run: which file? usage: tsyncio run <file> [arguments]");
    return;
  }
  const path = resolve(file);
  if (!existsSync(path)) {
    refuse(`Cannot run ${file}: there is no such file`);
    return;
  }
  await import("../managed/node/register.js");
  process.argv = [process.execPath, path, ...args];
  noteStartedByCommand();
  try {
    const url = pathToFileURL(path).href;
    const module = (await import(url)) as { main?: unknown; default?: unknown };
    const main = module.main ?? module.default;
    if (typeof main !== "function") {
      refuse(
        `Cannot run ${file}: it does not export main. A program without one is run by: node --import tsyncio/register ${file}`,
      );
      return;
    }
    await runMain(main as Main, args, url);
  } catch (error) {
    report(error);
  }
}

async function runMain(main: Main, args: readonly string[], url: string): Promise<void> {
  const { run, sleep } = await libraryOf(url);
  await run(() => {
    const result = main(...args);
    const isAwaited =
      isThenable(result) || (typeof result === "object" && result !== null && Symbol.iterator in result);
    return (isAwaited ? result : sleep(0)) as ReturnType<typeof sleep>;
  });
}

/** The copy of this package that the program uses. */
async function libraryOf(url: string): Promise<typeof library> {
  let own: string;
  try {
    own = pathToFileURL(createRequire(url).resolve("tsyncio")).href;
  } catch {
    return await import("../index.js");
  }
  return (await import(own)) as typeof library;
}

function report(error: unknown): void {
  const isInterrupt = error instanceof Error && error.name === "KeyboardInterrupt";
  console.error(
    isInterrupt ? "KeyboardInterrupt" : inspect(error, { colors: process.stderr.hasColors?.() ?? false }),
  );
  process.exitCode = isInterrupt ? INTERRUPTED : 1;
}

function refuse(message: string): void {
  console.error(message);
  process.exitCode = 2;
}
