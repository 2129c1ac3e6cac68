import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type REPLServer, Recoverable, start } from "node:repl";
import { Readable } from "node:stream";
import { constants, Script } from "node:vm";
import type { Coroutine } from "../coroutines/awaitable.js";
import type { Task } from "../coroutines/task.js";
import { CancelledError, KeyboardInterrupt } from "../kernel/errors.js";
import { getRunningLoop } from "../loop/current.js";
import type { EventLoop } from "../loop/event-loop.js";
import { run } from "../loop/runner.js";
import { isIncomplete, type ReplScript, RUNTIME, toScript } from "./repl-input.js";

type Answer = (error: Error | null, value?: unknown) => void;

const HISTORY = process.env["TSYNCIO_REPL_HISTORY"] ?? join(homedir(), ".tsyncio_repl_history");

/**
 * `tsyncio repl`: a prompt whose lines run in a loop, with `await`. All that tsyncio exports is there by name, unless the
 * platform has something of that name. Ctrl-C cancels what a line waits for. Python: `python -m asyncio`.
 */
export async function startRepl(): Promise<void> {
  await import("../managed/node/register.js");
  await provide();
  await run(function* () {
    const loop = getRunningLoop();
    const closed = loop.createFuture<void>();
    const prompt = new Prompt(loop);
    prompt.server.on("exit", () => loop.callSoonThreadsafe(() => closed.setResult()));
    yield* closed;
  });
}

class Prompt {
  readonly server: REPLServer;
  private readonly loop: EventLoop;
  /** What the line waits for. */
  private waiting: Task<unknown> | null = null;
  /** Ctrl-C has cancelled that. */
  private isInterrupted = false;
  private isBusy = false;
  /** Called when the line is done. */
  private whenIdle: (() => void)[] = [];

  constructor(loop: EventLoop) {
    this.loop = loop;
    process.stdout.write(
      `tsyncio on Node ${process.versions.node}: await runs in a loop, as in: await sleep(1000)\n`,
    );
    const { stdin } = process;
    this.server = start({
      prompt: "> ",
      input: stdin.isTTY ? stdin : Readable.from(this.linesOf(stdin), { highWaterMark: 1 }),
      output: process.stdout,
      terminal: stdin.isTTY,
      useGlobal: true,
      eval: (input, _context, _file, answer) => this.take(input, answer as Answer),
    });
    if (stdin.isTTY) {
      this.server.setupHistory(HISTORY, () => {});
      this.takeLinesInTurn();
      this.interruptLines();
    }
  }

  /** The lines of a file or pipe, each once the one before it is done. */
  private async *linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
    for await (const line of createInterface({ input })) {
      yield `${line}\n`;
      await this.idle();
    }
  }

  private async idle(): Promise<void> {
    if (this.isBusy) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  /** A line that is typed while another one waits comes after it: node:repl would join the two. */
  private takeLinesInTurn(): void {
    const listeners = this.server.listeners("line") as ((line: string) => void)[];
    this.server.removeAllListeners("line");
    this.server.on("line", async (line: string) => {
      await this.idle();
      for (const listener of listeners) listener.call(this.server, line);
    });
  }

  private take(input: string, answer: Answer): void {
    let script: ReplScript;
    try {
      script = toScript(input);
    } catch (error) {
      answer(isIncomplete(error, input) ? new Recoverable(error as Error) : (error as Error));
      return;
    }
    this.isBusy = true;
    this.loop.callSoonThreadsafe(() => this.evaluate(script, answer));
  }

  /** Runs in the loop. */
  private evaluate({ code, isAwaited }: ReplScript, answer: Answer): void {
    const done: Answer = (error, value) => {
      this.isBusy = false;
      this.waiting = null;
      answer(error, value);
      const { whenIdle } = this;
      this.whenIdle = [];
      for (const resolve of whenIdle) resolve();
    };
    try {
      const value: unknown = scriptOf(code).runInThisContext();
      if (isAwaited) this.waitFor(value as () => Coroutine<unknown>, done);
      else done(null, value);
    } catch (error) {
      done(error as Error);
    }
  }

  private waitFor(line: () => Coroutine<unknown>, done: Answer): void {
    const task = this.loop.createTask(line(), { name: "line" });
    this.waiting = task;
    this.isInterrupted = false;
    task.addDoneCallback(() => {
      try {
        done(null, task.result());
      } catch (error) {
        done(this.isInterrupted && error instanceof CancelledError ? interruption() : (error as Error));
      }
    });
  }

  /** Ctrl-C is for the line that waits, if one does. */
  private interruptLines(): void {
    const natively = this.server.listeners("SIGINT") as (() => void)[];
    this.server.removeAllListeners("SIGINT");
    this.server.on("SIGINT", () => {
      const { waiting } = this;
      if (waiting === null) {
        for (const listener of natively) listener.call(this.server);
        return;
      }
      this.isInterrupted = true;
      this.loop.callSoonThreadsafe(() => waiting.cancel());
    });
  }
}

/** The script of a line: what it imports is found from the working directory. */
function scriptOf(code: string): Script {
  const { emitWarning } = process;
  // That this is an experimental feature of Node is of no use to whoever sits at the prompt.
  process.emitWarning = () => {};
  try {
    return new Script(code, {
      filename: join(process.cwd(), "repl.js"),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** What a line ends with that Ctrl-C has cancelled: where it waited is no news to whoever pressed it. */
function interruption(): Error {
  const error = new KeyboardInterrupt();
  error.stack = error.name;
  return error;
}

/** Gives the lines what they use. */
async function provide(): Promise<void> {
  const library = await import("../index.js");
  const all = globalThis as unknown as Record<string, unknown>;
  all[RUNTIME] = await import("../managed/runtime.js");
  all["tsyncio"] = library;
  for (const [name, value] of Object.entries(library)) {
    if (!(name in all)) Object.defineProperty(all, name, { value, configurable: true, writable: true });
  }
}
