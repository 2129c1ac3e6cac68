import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * How long a new process takes from the import of a package until a thread has given the first result, in milliseconds. (What Node itself takes to start is the same for all.)
 */
export async function coldStart(name: string): Promise<number> {
  const file = fileURLToPath(new URL(`../workers/cold-${name}.js`, import.meta.url));
  const { stdout } = await run(process.execPath, [file]);
  return Number(stdout);
}
