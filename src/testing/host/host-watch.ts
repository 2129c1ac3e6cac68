/*
 * What isolated tests do in Node's own loop, past theirs, and Node's list of what is open does not tell: work in its thread
 * pool, and whose something is. Async hooks tell, while a test runs.
 */
import { createHook } from "node:async_hooks";
import type { Scheduler } from "../../kernel/scheduler.js";
import { currentOwner } from "../current-loops.js";
import { captureOrigin, isOfLibrary, type Origin } from "../origin.js";
import { HostHandle } from "./host-handle.js";
import { PoolWork } from "./pool-work.js";
import { StandardStreams } from "./standard-streams.js";

/** Is told of what a test opens. */
export interface HandleWatch {
  opened(handle: HostHandle, origin: Origin): void;
  /** A server that it opened has accepted a connection. */
  accepted(handle: HostHandle): void;
}

/** Who wants to know, by the loops of the tests that run. */
const watches = new Map<Scheduler, HandleWatch | null>();
/** Whose the servers are, by their ids in async hooks: what one accepts is made by no code of the test. */
const servers = new Map<number, HandleWatch>();
const streams = new StandardStreams();
let pool = new PoolWork();

const hook = createHook({
  init: made,
  after: (id: number) => void pool.ended(id),
  // Older versions of Node tell of promises all the same.
  trackPromises: false,
} as Parameters<typeof createHook>[0]);

/** Watches while the test of `loop` runs, and tells `watch` of what it opens. */
export function watchHost(loop: Scheduler, watch: HandleWatch | null): void {
  if (watches.size === 0) hook.enable();
  watches.set(loop, watch);
}

/** Ends that. */
export function unwatchHost(loop: Scheduler): void {
  const watch = watches.get(loop);
  for (const [id, owner] of servers) if (owner === watch) servers.delete(id);
  if (!watches.delete(loop) || watches.size > 0) return;
  hook.disable();
  // Of what is still under way the end will not be told.
  pool = new PoolWork();
}

/** Whether there is work in Node's thread pool of which its own list does not tell. */
export function isPoolBusy(): boolean {
  return pool.inFlight().length > 0;
}

/** The process's own streams that were made in a test, and of which nobody reads, as Node's list calls them. */
export function idleStreams(): string[] {
  return streams.idle();
}

function made(id: number, type: string, trigger: number, resource: object): void {
  if (type === "PROMISE" || pool.add(id, type, resource)) return;
  streams.add(type, resource);
  const handle = HostHandle.of(type, resource);
  if (handle === null) return;
  const owner = currentOwner();
  if (owner === null) {
    servers.get(trigger)?.accepted(handle);
    return;
  }
  const watch = watches.get(owner);
  if (watch == null) return;
  if (type === "TCPSERVERWRAP" || type === "PIPESERVERWRAP") servers.set(id, watch);
  const origin = captureOrigin(made);
  // The library's threads and processes are told as such.
  if (!isOfLibrary(origin)) watch.opened(handle, origin);
}
