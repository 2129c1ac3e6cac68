import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { quantile } from "../stats.js";

const run = promisify(execFile);

/** How many processes a sample takes: one may begin while the machine does something else. */
const STARTS = 3;

/**
 * How long a new process takes from the import of a package until a thread has given the first result, in milliseconds. What Node
 * itself takes to start is the same for all.
 */
export async function coldStart(name: string): Promise<number> {
  const file = fileURLToPath(new URL(`../workers/cold-${name}.js`, import.meta.url));
  const times: number[] = [];
  for (let i = 0; i < STARTS; i++) times.push(Number((await run(process.execPath, [file])).stdout));
  return quantile(times, 0.5);
}
