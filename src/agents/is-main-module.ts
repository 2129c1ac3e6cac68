import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

/** Set while the command `tsyncio run` runs the program, which any copy of this package sees. */
const STARTED = Symbol.for("tsyncio.run");

/** The command `tsyncio run` calls the program's main: the program shall not do so as well. */
export function noteStartedByCommand(): void {
  Reflect.set(globalThis, STARTED, true);
}

/** What Node calls the module that `--eval`, or its standard input, gives it. */
const EVALUATED = /^file:.*\/\[eval\d+\]$/;

/**
 * Whether the module is the program that was started, rather than imported: by a thread or process that looks for a
 * target in it, or by `tsyncio run`, which runs its `main` itself. Python: `if __name__ == "__main__"`.
 * @param url the module's `import.meta.url`
 *
 * @example
 * if (isMainModule(import.meta.url)) await run(sleep(1));
 */
export function isMainModule(url: string): boolean {
  const script = process.argv[1];
  if (!isMainThread || Reflect.has(globalThis, STARTED)) return false;
  if (EVALUATED.test(url)) return true;
  if (script === undefined || !url.startsWith("file:")) return false;
  try {
    return realpathSync(script) === realpathSync(fileURLToPath(url));
  } catch {
    return false;
  }
}
