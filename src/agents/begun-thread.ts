import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from "node:worker_threads";
import { filePath } from "./file-path.js";
import { UNPIPED } from "./host-output.js";
import { loadsAsNode } from "./loaders.js";
import type { StartSettings, ThreadStart } from "./messages.js";

/**
 * A thread that begins, and waits to be told what it needs: to get that far takes it longer than all that follows, and meanwhile this
 * thread makes, or loads, what it takes to reach it. It does not keep this process alive.
 */
export class BegunThread {
  /** The way to it: it has the second port, by which it is told first of all what it needs. */
  readonly ports: MessageChannel;
  /** `null` if it could not be started. */
  readonly worker: Worker | null = null;
  /** Why it could not be started. */
  readonly error: unknown = undefined;

  constructor(settings: StartSettings, ports = new MessageChannel()) {
    this.ports = ports;
    try {
      this.worker = newWorker(settings, ports.port2);
      this.worker.unref();
    } catch (error) {
      this.error = error;
    }
  }

  /** It is not needed after all: with nothing to wait for, it ends. */
  abandon(): void {
    this.ports.port1.close();
  }
}

function newWorker(settings: StartSettings, port: MessagePort): Worker {
  const { name, env, execArgv, resourceLimits } = settings;
  const asNode = loadsAsNode(execArgv, env);
  // Where a thread begins that does not load modules as Node itself does.
  const entry = asNode
    ? `require(${JSON.stringify(filePath(settings.entry))}).begin(require)`
    : new URL("./import-entry.js", import.meta.url);
  const options: WorkerOptions = {
    eval: asNode,
    ...UNPIPED,
    name,
    env,
    workerData: { entry: settings.entry, port } satisfies ThreadStart,
    transferList: [port],
    ...(resourceLimits === undefined ? {} : { resourceLimits }),
  };
  try {
    return new Worker(entry, { ...options, execArgv: [...execArgv] });
  } catch (error) {
    // Options of V8 and of the process hold for all threads, and are refused for one.
    if ((error as NodeJS.ErrnoException).code !== "ERR_WORKER_INVALID_EXEC_ARGV") throw error;
    const { message } = error as Error;
    return new Worker(entry, {
      ...options,
      execArgv: execArgv.filter((option) => !message.includes(option)),
    });
  }
}
