/* The warden's thread: starts what its owner asks for, and reports how each ended. See warden.ts. */
import { type ChildProcess, fork } from "node:child_process";
import { Worker, workerData } from "node:worker_threads";
import { ring } from "../drivers/bell.js";
import { encodeThrown, type Thrown } from "./error-transfer.js";
import type { AgentMessage, StartSettings, ThreadData, WardenReport, WardenRequest } from "./messages.js";
import type { WardenData } from "./warden.js";

const { port, bell } = workerData as WardenData;
const threads = new Map<number, Worker>();
const children = new Map<number, ChildProcess>();

port.on("message", (request: WardenRequest) => {
  switch (request.type) {
    case "thread":
      startThread(request);
      break;
    case "process":
      startProcess(request);
      break;
    case "kill":
      threads.get(request.id)?.terminate();
      children.get(request.id)?.kill(request.signal);
  }
});

function report(message: WardenReport): void {
  port.postMessage(message);
  ring(bell);
}

function startThread({ id, settings, data }: WardenRequest & { type: "thread" }): void {
  let thrown: Thrown | undefined;
  try {
    const worker = newWorker(settings, data);
    threads.set(id, worker);
    worker.on("error", (error) => {
      thrown = encodeThrown(error);
    });
    worker.on("exit", (exitCode) => {
      threads.delete(id);
      report({ type: "ended", id, exitCode, signal: null, thrown });
    });
  } catch (error) {
    report({ type: "ended", id, exitCode: null, signal: null, thrown: encodeThrown(error) });
  }
}

function newWorker(settings: StartSettings, data: ThreadData): Worker {
  const options = { name: settings.name, env: settings.env, workerData: data, transferList: [data.port] };
  const entry = new URL("./thread-main.js", import.meta.url);
  try {
    return new Worker(entry, { ...options, execArgv: [...settings.execArgv] });
  } catch (error) {
    // Options of V8 and of the process hold for all threads, and are refused for one.
    if ((error as NodeJS.ErrnoException).code !== "ERR_WORKER_INVALID_EXEC_ARGV") throw error;
    const { message } = error as Error;
    return new Worker(entry, {
      ...options,
      execArgv: settings.execArgv.filter((option) => !message.includes(option)),
    });
  }
}

function startProcess({ id, settings, data, port: link }: WardenRequest & { type: "process" }): void {
  let child: ChildProcess;
  try {
    child = fork(new URL("./process-main.js", import.meta.url), {
      env: settings.env,
      execArgv: [...settings.execArgv],
      serialization: "advanced",
      stdio: ["inherit", "inherit", "inherit", "ipc"],
    });
  } catch (error) {
    report({ type: "ended", id, exitCode: null, signal: null, thrown: encodeThrown(error) });
    return;
  }
  children.set(id, child);
  let failure: Thrown | undefined;
  child.on("error", (error) => {
    failure = encodeThrown(error);
    if (child.pid === undefined) end(null, null);
  });
  child.on("spawn", () => report({ type: "started", id, pid: child.pid as number }));
  child.on("message", (message) => {
    link.postMessage(message);
    ring(bell);
  });
  link.on("message", (message: AgentMessage) => {
    if (child.connected) child.send(message);
  });
  child.send(data);
  // Messages may still be on their way when the child has exited: the channel ends after them.
  whenBoth(child, end);

  function end(exitCode: number | null, signal: NodeJS.Signals | null): void {
    children.delete(id);
    link.close();
    report({ type: "ended", id, exitCode, signal, thrown: failure });
  }
}

function whenBoth(
  child: ChildProcess,
  fn: (exitCode: number | null, signal: NodeJS.Signals | null) => void,
): void {
  let exited: [number | null, NodeJS.Signals | null] | null = null;
  const check = () => {
    if (exited !== null && !child.connected) fn(...exited);
  };
  child.on("exit", (exitCode, signal) => {
    exited = [exitCode, signal];
    check();
  });
  child.on("disconnect", check);
}
