/*
 * runner.py on a CPython that npm has: `node pyodide-main.js <folder of the package pyodide> <runner.py> [options]`. There
 * is no process below it, so its lines come and go by Node's descriptors.
 */
import { readdirSync, readFileSync, readSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

interface Pyodide {
  readonly FS: { mkdir(path: string): void; writeFile(path: string, data: Uint8Array): void };
  readonly globals: { set(name: string, value: unknown): void };
  runPython(code: string): unknown;
}

const chunk = Buffer.alloc(1 << 16);
const pause = new Int32Array(new SharedArrayBuffer(4));
let input: Buffer = Buffer.alloc(0);

const [folder, runner, ...options] = process.argv.slice(2) as [string, string, ...string[]];
const { loadPyodide } = (await import(pathToFileURL(join(folder, "pyodide.mjs")).href)) as {
  loadPyodide(): Promise<Pyodide>;
};
const pyodide = await loadPyodide();
pyodide.FS.mkdir("/conformance");
for (const file of readdirSync(dirname(runner))) {
  if (file.endsWith(".py"))
    pyodide.FS.writeFile(`/conformance/${file}`, readFileSync(join(dirname(runner), file)));
}
pyodide.globals.set("read_line", readLine);
pyodide.globals.set("write", write);
pyodide.globals.set("arguments", JSON.stringify([basename(runner), ...options]));
pyodide.runPython(`
import asyncio, json, sys, types
asyncio._set_running_loop(None)  # Pyodide's own
sys.argv = json.loads(arguments)
sys.path.insert(0, "/conformance")
sys.stdin = iter(read_line, "")
sys.stdout = types.SimpleNamespace(write=write, flush=lambda: None)
exec(open(f"/conformance/{sys.argv[0]}").read(), {"__name__": "__main__"})
`);

/** The next line of the standard input with its end, or "" after the last one. */
function readLine(): string {
  for (;;) {
    const end = input.indexOf("\n") + 1;
    if (end > 0) {
      const line = input.subarray(0, end).toString();
      input = input.subarray(end);
      return line;
    }
    const count = retried(() => readSync(0, chunk));
    if (count === 0) return "";
    input = Buffer.concat([input, chunk.subarray(0, count)]);
  }
}

function write(text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(retried(() => writeSync(1, rest)));
}

/** A pipe that does not block says EAGAIN. */
function retried(fn: () => number): number {
  for (;;) {
    try {
      return fn();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}
