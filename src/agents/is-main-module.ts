import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread } from "node:worker_threads";

/**
 * Whether the module is the program that was started, rather than imported by a thread or process that looks for a
 * target in it. Python: `if __name__ == "__main__"`.
 * @param url the module's `import.meta.url`
 *
 * @example
 * if (isMainModule(import.meta.url)) await run(sleep(1));
 */
export function isMainModule(url: string): boolean {
  const script = process.argv[1];
  if (!isMainThread || script === undefined || !url.startsWith("file:")) return false;
  try {
    return realpathSync(script) === realpathSync(fileURLToPath(url));
  } catch {
    return false;
  }
}
