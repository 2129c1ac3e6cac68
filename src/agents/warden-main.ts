/* The warden's thread: starts processes, and reports how each ended, and which threads are gone. See warden.ts. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { workerData } from "node:worker_threads";
import { ring } from "../drivers/bell.js";
import { boardOf, strikeOut } from "../drivers/bell-board.js";
import { encodeThrown, type Thrown } from "./error-transfer.js";
import type { AgentReport, Descriptor, StartSettings, WardenRequest } from "./messages.js";
import { isReaped, reapLater } from "./reaper.js";
import { FrameReader, frameHeader, PIPE } from "./transport/frames.js";
import type { WardenData } from "./warden.js";

const { port, bell } = workerData as WardenData;
const children = new Map<number, ChildProcess>();

port.on("message", (request: WardenRequest) => {
  switch (request.type) {
    case "watch":
      watch(request);
      break;
    case "process":
      startProcess(request);
      break;
    case "kill":
      children.get(request.id)?.kill(request.signal);
  }
});

function report(message: AgentReport): void {
  port.postMessage(message);
  ring(bell);
}

/** The port of a thread closes with it. */
function watch({ id, identity, lifeline }: WardenRequest & { type: "watch" }): void {
  lifeline.on("close", () => {
    strikeOut(boardOf(bell), identity);
    report({ type: "gone", id });
  });
}

function startProcess({ id, settings, port: link }: WardenRequest & { type: "process" }): void {
  let child: ChildProcess;
  try {
    child = spawn(
      process.execPath,
      [...nodeOptions(settings), fileURLToPath(settings.entry), ...workerArguments(settings)],
      {
        env: settings.env,
        stdio: ["inherit", settings.stdout, settings.stderr, "pipe"],
      },
    );
  } catch (error) {
    report({ type: "ended", id, exitCode: null, signal: null, thrown: encodeThrown(error) });
    return;
  }
  children.set(id, child);
  let failure: Thrown | undefined;
  const end = (exitCode: number | null, signal: NodeJS.Signals | null): void => {
    if (!children.delete(id)) return;
    if (child.pid !== undefined) isReaped(child.pid);
    link.close();
    report({ type: "ended", id, exitCode, signal, thrown: failure });
  };
  child.on("error", (error) => {
    failure = encodeThrown(error);
    if (child.pid === undefined) end(null, null);
  });
  child.on("spawn", () => {
    const pid = child.pid as number;
    reapLater(pid);
    report({ type: "started", id, pid });
  });
  passOutput(child.stdout, id, 1);
  passOutput(child.stderr, id, 2);
  const pipe = child.stdio[PIPE] as Socket;
  const reader = new FrameReader((message) => {
    link.postMessage(message, [message.buffer]);
    ring(bell);
  });
  pipe.on("data", (chunk: Uint8Array) => {
    try {
      reader.push(chunk);
    } catch (error) {
      failure ??= encodeThrown(new Error(`It sent what is no message: ${(error as Error).message}`));
      pipe.removeAllListeners("data").resume();
      child.kill("SIGKILL");
    }
  });
  pipe.on("error", () => {});
  link.on("message", (message: Uint8Array) => {
    pipe.cork();
    pipe.write(frameHeader(message.length));
    pipe.write(message);
    pipe.uncork();
  });
  // Messages may still be on their way when the child has exited: the pipe ends after them.
  child.on("close", end);
}

/** Passes on what a process prints, if that is piped. */
function passOutput(stream: Readable | null, id: number, descriptor: Descriptor): void {
  // The chunk may be part of a larger buffer, all of which would be copied.
  stream?.on("data", (chunk: Uint8Array) =>
    report({ type: "output", id, descriptor, bytes: new Uint8Array(chunk) }),
  );
}

/** What a process that is a worker is told on its command line. */
function workerArguments({ limits }: StartSettings): string[] {
  return [`${limits.concurrency}`, `${limits.maxMemory}`];
}

/** Node's options for a process, with the limits that it takes as such. */
function nodeOptions({ execArgv, resourceLimits }: StartSettings): string[] {
  const options = [...execArgv];
  const { maxOldGenerationSizeMb, stackSizeMb } = resourceLimits ?? {};
  if (maxOldGenerationSizeMb !== undefined) options.push(`--max-old-space-size=${maxOldGenerationSizeMb}`);
  if (stackSizeMb !== undefined) options.push(`--stack-size=${Math.floor(stackSizeMb * 1024)}`);
  return options;
}
