/*
 * A thread that this one starts. While this one is free, the host tells how it ended. While this one blocks, the thread says
 * that itself before it ends (tell-end.ts), and the warden tells when it is gone. If it could not say anything, it was
 * terminated or ran out of memory, or else never began.
 */

import { fileURLToPath } from "node:url";
import { MessageChannel, type MessagePort, Worker, type WorkerOptions } from "node:worker_threads";
import { setAlarm } from "../drivers/alarm.js";
import { newPlace, retire, threadBell } from "../drivers/bell.js";
import { encodeThrown, type Thrown } from "./error-transfer.js";
import { passOn, UNPIPED } from "./host-output.js";
import { loadsAsNode } from "./loaders.js";
import type { StartSettings, ThreadData } from "./messages.js";
import type { OwnAgent } from "./own-agent.js";
import { type Enlisted, takeReport, takeReportSoon } from "./roster.js";
import type { Batch } from "./transport/channel.js";
import { newLanes } from "./transport/lane-memory.js";
import { ThreadChannel } from "./transport/thread-channel.js";
import { unwatch, watch, watchSoon } from "./warden.js";

/** The file of a thread that does not load modules as Node itself does. */
const IMPORTER = new URL("./import-entry.js", import.meta.url);

/** A thread is gone: if the host has not told of it after so many milliseconds, this thread blocks. */
const DELAY = 50;

/** A thread that this one starts. */
export class OwnThread implements OwnAgent {
  readonly channel: ThreadChannel;
  private readonly enlisted: Enlisted;
  private readonly settings: StartSettings;
  private readonly data: ThreadData;
  private readonly lifeline: MessagePort;
  /** What it is called on the board of bells. */
  private readonly identity: number;
  private worker: Worker | null = null;
  /** Why it could not be started. */
  private failure: { readonly error: unknown } | null = null;
  private wasTerminated = false;
  /** What it has said about its end. */
  private said: { readonly exitCode: number; readonly thrown: Thrown | undefined } | null = null;
  private stopAlarm: (() => void) | null = null;

  /** @param claims of a worker, see executors/claims.ts */
  constructor(
    enlisted: Enlisted,
    settings: StartSettings,
    claims: Int32Array | null,
    receive: (batch: Batch, isLast?: boolean) => void,
  ) {
    this.enlisted = enlisted;
    this.settings = settings;
    const { identity, bell } = newPlace();
    this.identity = identity;
    const { port1, port2 } = new MessageChannel();
    const lifeline = new MessageChannel();
    this.lifeline = lifeline.port1;
    const lanes = newLanes();
    const { stdout, stderr, limits, entry } = settings;
    const shared = { lanes, bell, parentBell: threadBell(), claims };
    this.data = {
      port: port2,
      lifeline: lifeline.port2,
      ...shared,
      stdout,
      stderr,
      limits,
      entry,
    };
    // A worker begins while this thread makes the rest of what it takes to reach it.
    if (claims !== null) this.begin();
    this.channel = new ThreadChannel({ port: port1, lanes, sendingLane: 0, peerBell: bell }, receive);
  }

  start(): void {
    const { id } = this.enlisted;
    if (this.worker === null && this.failure === null) this.begin();
    const { worker, failure } = this;
    if (worker === null) {
      retire(this.identity);
      const thrown = encodeThrown(failure?.error);
      takeReportSoon({ type: "ended", id, exitCode: null, signal: null, thrown });
      return;
    }
    let thrown: Thrown | undefined;
    passOn(worker);
    worker.on("error", (error) => {
      thrown = encodeThrown(error);
    });
    worker.on("exit", (exitCode) => this.ended(exitCode, thrown));
    watch({ type: "watch", id, identity: this.identity, lifeline: this.lifeline });
    worker.unref();
    this.enlisted.keepBy(worker);
  }

  private begin(): void {
    try {
      this.worker = newWorker(this.settings, this.data);
    } catch (error) {
      this.failure = { error };
    }
  }

  /** Ends it in the middle of what it does. */
  end(): void {
    this.wasTerminated = true;
    this.worker?.terminate();
    watchSoon();
    // Of one that has not begun, the warden hears nothing.
    if (!this.channel.isAnswered) this.awaitEvents();
  }

  abandon(): void {
    retire(this.identity);
  }

  /** It is about to end, as it says itself. */
  says(exitCode: number, thrown: Thrown | undefined): void {
    this.said = { exitCode, thrown };
  }

  /** It has ended, as the warden says, and what it sent was taken in. */
  gone(): void {
    if (this.said === null) this.awaitEvents();
    else this.ended(this.said.exitCode, this.said.thrown);
  }

  /** It has ended, or is about to: unless this thread blocks, the host tells how. */
  private awaitEvents(): void {
    this.stopAlarm ??= setAlarm(DELAY, () => {
      const isOutOfMemory = !this.wasTerminated && this.channel.isAnswered;
      this.ended(1, isOutOfMemory ? encodeThrown(outOfMemory()) : undefined);
    });
  }

  private ended(exitCode: number, thrown: Thrown | undefined): void {
    const { id } = this.enlisted;
    this.stopAlarm?.();
    unwatch(id);
    retire(this.identity);
    takeReport({ type: "ended", id, exitCode, signal: null, thrown });
  }
}

function newWorker(settings: StartSettings, data: ThreadData): Worker {
  const { name, env, execArgv, resourceLimits } = settings;
  const asNode = loadsAsNode(execArgv, env);
  const entry = asNode
    ? `require(${JSON.stringify(fileURLToPath(settings.entry))}).begin(require)`
    : IMPORTER;
  const options: WorkerOptions = {
    eval: asNode,
    ...UNPIPED,
    name,
    env,
    workerData: data,
    transferList: [data.port, data.lifeline],
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

/** As Node has it. */
function outOfMemory(): Error {
  return Object.assign(new Error("Worker terminated due to reaching memory limit: JS heap out of memory"), {
    code: "ERR_WORKER_OUT_OF_MEMORY",
  });
}
