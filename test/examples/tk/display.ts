import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A screen of its own, on which a program's window is looked at and clicked. */
export class Display {
  readonly name: string;
  private readonly server: ChildProcess;

  private constructor(name: string, server: ChildProcess) {
    this.name = name;
    this.server = server;
  }

  static async open(): Promise<Display> {
    const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "420x190x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      timeout: 110_000,
    });
    const [number] = (await once(createInterface({ input: server.stdio[3] as Readable }), "line")) as [
      string,
    ];
    return new Display(`:${number}`, server);
  }

  click([x, y]: readonly [number, number]): void {
    this.run("xdotool", ["mousemove", String(x), String(y), "click", "1"]);
  }

  /** Keeps what the screen shows as a picture of few colours. */
  screenshot(file: string): void {
    mkdirSync(dirname(file), { recursive: true });
    this.run("import", ["-window", "root", "+dither", "-colors", "64", "-strip", file]);
  }

  async close(): Promise<void> {
    const closed = once(this.server, "exit");
    this.server.kill();
    await closed;
  }

  private run(program: string, args: readonly string[]): void {
    const { status, stderr } = spawnSync(program, args, {
      encoding: "utf8",
      env: { ...process.env, DISPLAY: this.name },
    });
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr}`);
  }
}
