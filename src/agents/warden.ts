/*
 * The warden: a thread beside each thread that needs one. It starts processes, and tells how they ended. A thread that blocks
 * sees no events of its own threads and children; its warden never blocks, and rings it.
 *
 * Of threads it only tells that they are gone, by a port of theirs that closes then. As long as their owner is free it hears
 * that itself. So for them the warden is started late: when the owner has slept for a while in waits that block it, or when
 * threads share something, of which others must learn that its holder has ended though the owner be busy.
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { afterSleep, threadBell } from "../drivers/bell.js";
import type { AgentReport, WardenRequest } from "./messages.js";
import { addReporter, type Keeper, takeReport, takeReportSoon } from "./roster.js";
import { Mailbox } from "./transport/mailbox.js";

/** What the warden is given. */
export interface WardenData {
  readonly port: MessagePort;
  readonly bell: Int32Array;
}

type Watch = WardenRequest & { type: "watch" };

/** How long this thread has slept when it is time for a warden, in milliseconds. */
const SLEEP = 20;

/** The warden never waits on it. */
export const WARDEN_BELL: Int32Array = new Int32Array(new SharedArrayBuffer(4));

let mailbox: Mailbox<WardenRequest, AgentReport> | null = null;
/** Threads that are watched once there is a warden. */
const unwatched = new Map<number, Watch>();
/** Whether threads must be watched though this one be free. */
let isNeeded = false;
/** How many processes keep this one alive. */
let refs = 0;

/** Keeps this process alive while one that the warden has started runs. */
export const wardenKeeper: Keeper = {
  ref() {
    if (refs++ === 0) mailbox?.ref();
  },
  unref() {
    if (--refs === 0) mailbox?.unref();
  },
};

/** Asks the warden for something. */
export function askWarden(request: WardenRequest, transfer: readonly MessagePort[] = []): void {
  if (mailbox === null) watchAll();
  mailbox?.send(request, transfer);
}

/** Lets the warden, once there is one, tell when a thread is gone. */
export function watch(request: Watch): void {
  if (mailbox !== null || isNeeded) {
    askWarden(request, [request.lifeline]);
    return;
  }
  if (unwatched.size === 0) afterSleep(SLEEP, watchAll);
  unwatched.set(request.id, request);
}

/** A thread has ended, as this one has heard. */
export function unwatch(id: number): void {
  const request = unwatched.get(id);
  if (request === undefined) return;
  unwatched.delete(id);
  request.lifeline.close();
  if (unwatched.size === 0) afterSleep(SLEEP, null);
}

/** A thread is about to end: if this one blocks now, it is to hear of that. */
export function watchSoon(): void {
  if (unwatched.size > 0) afterSleep(0, watchAll);
}

/** From now on, threads are watched though this one be free. */
export function watchAlways(): void {
  isNeeded = true;
  if (unwatched.size > 0) watchAll();
}

function watchAll(): void {
  mailbox ??= startWarden();
  for (const request of unwatched.values()) {
    try {
      mailbox.send(request, [request.lifeline]);
    } catch {
      // The port has closed already, and this thread was not free to hear more.
      takeReportSoon({ type: "gone", id: request.id });
    }
  }
  unwatched.clear();
  afterSleep(SLEEP, null);
}

function startWarden(): Mailbox<WardenRequest, AgentReport> {
  const { port1, port2 } = new MessageChannel();
  const data: WardenData = { port: port2, bell: threadBell() };
  const worker = new Worker(new URL("./warden-main.js", import.meta.url), {
    name: "tsyncio warden",
    workerData: data,
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  const box = new Mailbox<WardenRequest, AgentReport>(port1, WARDEN_BELL, takeReport);
  box.rest();
  box.unref();
  addReporter(box);
  return box;
}
