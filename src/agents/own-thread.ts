/*
 * A thread that this one starts. While this one is free, the host tells how it ended. While this one blocks, the thread says
 * that itself before it ends (tell-end.ts), and the warden tells when it is gone. If it could not say anything, it was
 * terminated or ran out of memory, or else never began.
 */

import { MessageChannel, type MessagePort } from "node:worker_threads";
import { setAlarm } from "../drivers/alarm.js";
import { newPlace, retire, threadBell } from "../drivers/bell.js";
import { LOADING } from "../drivers/bell-board.js";
import { BegunThread } from "./begun-thread.js";
import { encodeThrown, type Thrown } from "./error-transfer.js";
import { passOn } from "./host-output.js";
import type { StartSettings, ThreadData } from "./messages.js";
import type { OwnAgent } from "./own-agent.js";
import { type Enlisted, takeReport, takeReportSoon } from "./roster.js";
import type { Batch } from "./transport/channel.js";
import { newLanes } from "./transport/lane-memory.js";
import { ThreadChannel } from "./transport/thread-channel.js";
import { unwatch, watch, watchSoon } from "./warden.js";

/** A thread is gone: if the host has not told of it after so many milliseconds, this thread blocks. */
const DELAY = 50;
/** How often to look whether a thread that is to be ended has loaded a module, and for how long at most, in milliseconds. */
const STEP = 2;
const LONGEST_LOAD = 1_000;

/** A thread that this one starts. */
export class OwnThread implements OwnAgent {
  readonly channel: ThreadChannel;
  private readonly enlisted: Enlisted;
  private readonly settings: StartSettings;
  private readonly ports: MessageChannel;
  private readonly lifeline: MessagePort;
  /** What it is called on the board of bells. */
  private readonly identity: number;
  private readonly bell: Int32Array;
  private begun: BegunThread | null;
  private wasTerminated = false;
  /** What it has said about its end. */
  private said: { readonly exitCode: number; readonly thrown: Thrown | undefined } | null = null;
  private stopAlarm: (() => void) | null = null;

  /**
   * @param claims of a worker, see executors/claims.ts
   * @param begun if it has begun already
   */
  constructor(
    enlisted: Enlisted,
    settings: StartSettings,
    claims: Int32Array | null,
    begun: BegunThread | null,
    receive: (batch: Batch, isLast?: boolean) => void,
  ) {
    this.enlisted = enlisted;
    this.settings = settings;
    this.begun = begun;
    this.ports = begun?.ports ?? new MessageChannel();
    const { identity, bell } = newPlace();
    this.identity = identity;
    this.bell = bell;
    const { port1: ownEnd, port2: lifeline } = new MessageChannel();
    this.lifeline = ownEnd;
    const lanes = newLanes();
    const { stdout, stderr, limits } = settings;
    const data = { lifeline, lanes, bell, parentBell: threadBell(), stdout, stderr, limits, claims };
    const { port1: port } = this.ports;
    port.postMessage(data satisfies ThreadData, [lifeline]);
    this.channel = new ThreadChannel({ port, lanes, sendingLane: 0, peerBell: bell }, receive);
  }

  start(): void {
    const { id } = this.enlisted;
    this.begun ??= new BegunThread(this.settings, this.ports);
    const { worker, error } = this.begun;
    if (worker === null) {
      retire(this.identity);
      const thrown = encodeThrown(error);
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
    this.enlisted.keepBy(worker);
  }

  /** Ends it in the middle of what it does. */
  end(): void {
    this.wasTerminated = true;
    this.terminate(0);
  }

  /** Does so once it may be done: see LOADING in bell-board.ts. */
  private terminate(waited: number): void {
    if (this.begun !== null && Atomics.load(this.bell, LOADING) === 1 && waited < LONGEST_LOAD) {
      this.stopAlarm ??= setAlarm(STEP, () => {
        this.stopAlarm = null;
        this.terminate(waited + STEP);
      });
      return;
    }
    this.begun?.worker?.terminate();
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

/** As Node has it. */
function outOfMemory(): Error {
  return Object.assign(new Error("Worker terminated due to reaching memory limit: JS heap out of memory"), {
    code: "ERR_WORKER_OUT_OF_MEMORY",
  });
}
