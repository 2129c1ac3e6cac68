import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How a program ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const TIME_LIMIT = 40_000;
const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the text of a module as a program of its own, which can import "tsyncio", and waits for its end. */
export function runProgram(source: string, execArgv: readonly string[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [...execArgv, "--input-type=module", "--eval", source], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIME_LIMIT,
    killSignal: "SIGKILL",
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve({ status, signal, ...said }));
  });
}
