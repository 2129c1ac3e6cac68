/** A contender's process, seen from the runner. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Benchmark } from "./benchmarks.js";
import type { Command } from "./contenders.js";
import type { MemoryReply, Ready, Request, TimeReply } from "./protocol.js";

/** A process that says nothing for this long hangs. */
const SILENCE_MS = 300_000;
const STDERR_KEPT = 2_000;

/** The contender cannot run on this machine; `message` is the reason. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

export class Child {
  readonly ready: Ready;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  readonly #stderr: { text: string };

  private constructor(started: Started, ready: Ready) {
    this.ready = ready;
    this.#process = started.process;
    this.#lines = started.lines;
    this.#stderr = started.stderr;
  }

  /** Throws `Unavailable` where the contender cannot run. */
  static async start(command: Command): Promise<Child> {
    const process = spawn(command.file, command.args, { stdio: ["pipe", "pipe", "pipe"] });
    const failed = once(process, "error").then(([error]) => {
      throw new Unavailable(`cannot start ${command.file}: ${(error as NodeJS.ErrnoException).code}`);
    });
    failed.catch(() => {});
    const stderr = { text: "" };
    process.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr.text = (stderr.text + chunk).slice(-STDERR_KEPT);
    });
    process.stdin.on("error", () => {});
    const started = {
      process,
      lines: createInterface({ input: process.stdout })[Symbol.asyncIterator](),
      stderr,
    };
    const first = await Promise.race([started.lines.next(), failed]);
    if (first.done === true) {
      throw new Unavailable(reasonIn(stderr.text));
    }
    const ready: Ready = JSON.parse(first.value);
    const child = new Child(started, ready);
    if (ready.missing !== undefined) {
      await child.stop();
      throw new Unavailable(ready.missing);
    }
    return child;
  }

  async time(benchmark: Benchmark, ops: number): Promise<number> {
    const reply = await this.#ask<TimeReply>({ benchmark: benchmark.name, ops, measure: "time" });
    return reply.ms;
  }

  memory(benchmark: Benchmark, ops: number): Promise<MemoryReply> {
    return this.#ask<MemoryReply>({ benchmark: benchmark.name, ops, measure: "memory" });
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, "exit");
      this.#process.stdin.end();
      await gone;
    }
  }

  async #ask<Reply>(request: Request): Promise<Reply> {
    const watchdog = setTimeout(() => this.#process.kill(), SILENCE_MS);
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await this.#lines.next();
    clearTimeout(watchdog);
    if (line.done === true) {
      throw new Error(`The process of ${request.benchmark} ended without a reply: ${this.#stderr.text}`);
    }
    return JSON.parse(line.value);
  }
}

interface Started {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly lines: AsyncIterator<string>;
  readonly stderr: { text: string };
}

function reasonIn(stderr: string): string {
  const missing = /Cannot find package '([^']+)'/.exec(stderr)?.[1];
  if (missing !== undefined) {
    return `${missing} is not installed`;
  }
  const lines = stderr.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /^\w*Error/.test(line)) ?? lines.at(-1) ?? "its process ended at once";
}
