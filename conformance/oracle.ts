import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { normalise } from "./differ/normalise.js";
import type { Program } from "./ir.js";
import { sourceFolder } from "./source-folder.js";

/** CPython's asyncio in a process of its own: programs go in, traces come out, in the same order. */
export class Oracle {
  readonly version: string;
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #last: Promise<unknown> = Promise.resolve();

  static async start(python: string, options: readonly string[] = []): Promise<Oracle> {
    const runner = fileURLToPath(new URL("cpython/runner.py", sourceFolder));
    const [command, args] = isPyodide(python)
      ? [process.execPath, [fileURLToPath(new URL("pyodide-main.js", import.meta.url)), python]]
      : [python, ["-B"]];
    const child = spawn(command, [...args, runner, ...options], { stdio: ["pipe", "pipe", "inherit"] });
    await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const hello = await lines.next();
    if (hello.done) throw new Error(`Cannot run ${runner} with ${python}`);
    return new Oracle(child, lines, (JSON.parse(hello.value) as { python: string }).python);
  }

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, version: string) {
    this.#process = child;
    this.#lines = lines;
    this.version = version;
  }

  /** The trace of a numbered program, normalised. */
  trace(program: Program): Promise<readonly string[]> {
    this.#process.stdin?.write(`${JSON.stringify(program)}\n`);
    const answer = this.#last.then(async () => {
      const line = await this.#lines.next();
      if (line.done) throw new Error("The Python process ended early");
      return (JSON.parse(line.value) as string[]).map(normalise);
    });
    this.#last = answer;
    return answer;
  }

  stop(): void {
    this.#process.stdin?.end();
  }
}

/** Whether `python` is the folder of the npm package of that name. */
function isPyodide(python: string): boolean {
  return existsSync(join(python, "pyodide.mjs"));
}
