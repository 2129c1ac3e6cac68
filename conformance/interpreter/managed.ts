import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { transformAsync } from "tsyncio/transform";
import type * as coroutineOps from "./coroutine-ops.js";

/*
 * The second kind of coroutine. What the generator coroutines of this folder do is written again as async functions, which
 * compile to managed ones: `function*` becomes `async function`, `yield*` becomes `await`. So both kinds are one text.
 */

/** The files that wait. The others of this folder are shared by both kinds. */
const WAITING = ["coroutine-ops.js", "waiting.js", "waiting-ops.js"];

const here = new URL("./", import.meta.url);
const target = new URL("../interpreter-managed/", import.meta.url);

let ops: Promise<typeof coroutineOps> | undefined;

/** The coroutine operations, as managed async functions. */
export function managedOps(): Promise<typeof coroutineOps> {
  ops ??= build();
  return ops;
}

async function build(): Promise<typeof coroutineOps> {
  mkdirSync(target, { recursive: true });
  for (const file of WAITING) {
    const source = asAsync(readFileSync(new URL(file, here), "utf8"));
    const compiled = transformAsync(source, { file });
    if (compiled === null) throw new Error(`Cannot make managed code of ${file}: it has no coroutine`);
    writeFileSync(new URL(file, target), compiled.code);
  }
  return (await import(new URL("coroutine-ops.js", target).href)) as typeof coroutineOps;
}

function asAsync(code: string): string {
  // Begins when its task does, which an async function does not.
  const [before, lazy, after] = split(code, /^export function\* runCoroutine\b[\s\S]*?^\}\n/m);
  return toAsync(before) + lazy + toAsync(after);
}

function toAsync(code: string): string {
  return code
    .replace(/\bfunction\*/g, "async function")
    .replace(/^( *)\*(\w+\()/gm, "$1async $2")
    .replace(/\byield\*/g, "await")
    .replace(/from "\.\/([\w-]+\.js)"/g, (all, file: string) =>
      WAITING.includes(file) ? all : `from "../interpreter/${file}"`,
    )
    .replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

function split(code: string, part: RegExp): [string, string, string] {
  const match = part.exec(code);
  if (match === null) return [code, "", ""];
  const [text] = match;
  return [code.slice(0, match.index), text, code.slice(match.index + text.length)];
}
