import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { after } from "node:test";

const RUN_IN_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))";

/** Why there is no terminal for a test; `false` if there is one. */
export const noTerminal: string | false =
  spawnSync("python3", ["-c", "import pty"]).status === 0
    ? false
    : "python3 is not installed, whose pty makes terminals";

/** A program at a terminal of its own. */
export class Terminal {
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  /** What was printed and not looked at yet. */
  private output = "";
  private isClosed = false;
  private check: () => void = () => {};

  constructor(command: readonly string[], options: { cwd: string; env?: Readonly<Record<string, string>> }) {
    this.child = spawn("python3", ["-c", RUN_IN_TERMINAL, ...command], {
      cwd: options.cwd,
      env: { ...process.env, TERM: "xterm", NO_COLOR: "1", ...options.env },
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.ended = new Promise((resolve) => {
      this.child.on("close", (status) => {
        this.isClosed = true;
        this.check();
        resolve(status);
      });
    });
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
      this.check();
    });
    after(() => this.child.kill("SIGKILL"));
  }

  type(keys: string): void {
    this.child.stdin?.write(keys);
  }

  /** Waits for `text` in what is printed, and returns what came before it, without the codes for the cursor. */
  async until(text: string): Promise<string> {
    while (!this.output.includes(text)) {
      if (this.isClosed) throw new Error(`It ended before it printed ${text}: ${this.output}`);
      await new Promise<void>((resolve) => {
        this.check = resolve;
      });
    }
    const end = this.output.indexOf(text);
    const before = this.output.slice(0, end);
    this.output = this.output.slice(end + text.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes
    return before.replace(/\x1b\[[0-9;]*[A-Za-z]/g, "");
  }
}
