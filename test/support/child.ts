import { spawnSync } from "node:child_process";

/** How a program ended: what it printed, and its status (`null` if it had to be killed). */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/**
 * Runs the text of a module in a process of its own, where it may hang (it is killed then), fail, or need to be the
 * first to load the library.
 */
export function runProgram(text: string, flags: readonly string[] = []): Ended {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...flags, "--input-type=module", "--eval", text],
    { encoding: "utf8", timeout: 20_000, killSignal: "SIGKILL" },
  );
  return { status, output: (stdout + stderr).trim() };
}
