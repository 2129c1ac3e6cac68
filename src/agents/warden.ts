/*
 * The warden: a thread beside each thread that starts agents. It starts them, and tells how they ended. A thread that
 * blocks sees no events of its own workers and children; its warden never blocks, and rings it.
 */
import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import { threadBell } from "../drivers/bell.js";
import type { WardenReport, WardenRequest } from "./messages.js";
import { Mailbox } from "./transport/mailbox.js";

/** What the warden is given. */
export interface WardenData {
  readonly port: MessagePort;
  readonly bell: Int32Array;
}

type Listener = (report: WardenReport) => void;

/** The warden never waits on it. */
export const WARDEN_BELL: Int32Array = new Int32Array(new SharedArrayBuffer(4));

let mailbox: Mailbox<WardenRequest, WardenReport> | null = null;
const listeners = new Map<number, { holds: number; readonly listener: Listener }>();
let nextId = 1;
/** How often somebody waits for an agent. */
let holds = 0;

/** A new agent. */
export interface Enlisted {
  readonly id: number;
  /** Somebody waits for it: this process stays alive meanwhile, be it a daemon. */
  hold(): void;
  /** Takes back one {@link Enlisted.hold}. */
  release(): void;
  /** Forgets an agent that could not be started. */
  cancel(): void;
}

/**
 * Gives a new agent its number; its reports go to `listener` until it has ended. Unless it is a daemon, this process
 * stays alive until then.
 */
export function enlist(daemon: boolean, listener: Listener): Enlisted {
  mailbox ??= startWarden();
  const id = nextId++;
  listeners.set(id, { holds: 0, listener });
  const change = (difference: number) => {
    const entry = listeners.get(id);
    if (entry === undefined) return;
    entry.holds += difference;
    changeHolds(difference);
  };
  if (!daemon) change(1);
  return { id, hold: () => change(1), release: () => change(-1), cancel: () => discharge(id) };
}

/** Asks the warden for something. */
export function askWarden(request: WardenRequest, transfer: readonly MessagePort[] = []): void {
  mailbox?.send(request, transfer);
}

function discharge(id: number): void {
  const entry = listeners.get(id);
  listeners.delete(id);
  if (entry !== undefined) changeHolds(-entry.holds);
}

/** How many waits of this thread are to hear that an agent ends. */
let blocked = 0;

/** This thread blocks: until {@link unheedEnds} it hears that an agent has ended, be it a daemon for which nobody waits. */
export function heedEnds(): void {
  if (blocked++ === 0 && holds === 0) mailbox?.listen();
}

/** Takes back one {@link heedEnds}. */
export function unheedEnds(): void {
  if (--blocked === 0 && holds === 0) mailbox?.rest();
}

/** While somebody waits for an agent, this process stays alive, and a loop that blocks may wait for it. */
function changeHolds(difference: number): void {
  const before = holds;
  holds += difference;
  if (mailbox === null || holds > 0 === before > 0) return;
  if (holds > 0) {
    mailbox.listen();
    mailbox.ref();
  } else {
    if (blocked === 0) mailbox.rest();
    mailbox.unref();
  }
}

function startWarden(): Mailbox<WardenRequest, WardenReport> {
  const { port1, port2 } = new MessageChannel();
  const data: WardenData = { port: port2, bell: threadBell() };
  const worker = new Worker(new URL("./warden-main.js", import.meta.url), {
    name: "tsyncio warden",
    workerData: data,
    transferList: [port2],
    execArgv: [],
  });
  worker.unref();
  const box = new Mailbox<WardenRequest, WardenReport>(port1, WARDEN_BELL, (report) => {
    const entry = listeners.get(report.id);
    if (report.type === "ended") discharge(report.id);
    entry?.listener(report);
  });
  box.rest();
  box.unref();
  return box;
}
