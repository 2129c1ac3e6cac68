/*
 * What a thread of Node does apart from running JavaScript: whether anything is under way that time must wait for.
 *
 * Node's own lists (process.getActiveResourcesInfo()) do not tell: they leave out compression, cryptography, name
 * resolution and other threads, and on some versions files, and they list what only waits to be called, such as a server.
 * Async hooks tell of each request when it is made and when its callback has run. Of connections they tell that they
 * exist; whether one is waiting for its other end is found in connections.ts. Of some work nothing tells but its
 * promise: that is in promised-work.ts.
 *
 * Not known to anybody are messages from other threads that are not this one's own workers, and replies to datagrams.
 */
import { createHook } from "node:async_hooks";
import { PoolWork } from "../host/pool-work.js";
import type { Resource } from "../host/resource.js";
import { Connections } from "./connections.js";
import { PromisedWork } from "./promised-work.js";

interface Request {
  readonly type: string;
  readonly resource: Resource;
}

/** What is made for one answer: a file operation, a connection attempt, a child process, a worker. */
const ONE_ANSWER =
  /^(FSREQ\w*|\w+REQ|\w+REQWRAP|QUERYWRAP|\w+CONNECTWRAP|WRITEWRAP|SHUTDOWNWRAP|UDPSENDWRAP|PROCESSWRAP|WORKER)$/;

/** Not called by the event loop, but right after something that it called: a part of that. */
const FOLLOWS = /^(PROMISE|TickObject|Microtask)$/;

/** Watches what this thread does, from when it is made. */
export class Activity {
  private readonly requests = new Map<number, Request>();
  private readonly pool = new PoolWork();
  private readonly connections = new Connections();
  private readonly promised = new PromisedWork();
  /** What the event loop may call. */
  private readonly callable = new Set<number>();
  private callbacks = 0;
  private readonly immediates = new Set<number>();
  private isOwn = false;

  constructor() {
    const hook = {
      init: (id: number, type: string, trigger: number, resource: object) =>
        this.made(id, type, trigger, resource),
      before: (id: number) => {
        if (this.callable.has(id)) this.callbacks++;
      },
      after: (id: number) => {
        if (this.requests.delete(id) || this.pool.ended(id) || this.immediates.delete(id))
          this.callable.delete(id);
      },
      // Promises are not looked at; older versions of Node tell of them all the same.
      trackPromises: false,
    };
    createHook(hook).enable();
  }

  /** Calls `schedule`, which makes one resource: its callback is the watcher's own, and no activity. */
  ignore<T>(schedule: () => T): T {
    this.isOwn = true;
    try {
      return schedule();
    } finally {
      this.isOwn = false;
    }
  }

  /** How many callbacks the event loop has made since this was last asked. */
  takeCallbacks(): number {
    const { callbacks } = this;
    this.callbacks = 0;
    return callbacks;
  }

  /** What is under way outside of JavaScript, in words: empty if nothing is. */
  inFlight(): string[] {
    const found: string[] = [];
    for (const { type, resource } of this.requests.values()) {
      if (resource.hasRef === undefined || resource.hasRef()) found.push(type);
    }
    return [...found, ...this.pool.inFlight(), ...this.promised.inFlight(), ...this.connections.inFlight()];
  }

  private made(id: number, type: string, trigger: number, resource: object): void {
    if (FOLLOWS.test(type)) return;
    if (this.isOwn) {
      this.isOwn = false;
      return;
    }
    this.callable.add(id);
    if (type === "Immediate") this.immediates.add(id);
    else if (ONE_ANSWER.test(type)) this.requests.set(id, { type, resource });
    else if (!this.pool.add(id, type, resource)) this.connections.add(id, type, trigger, resource);
  }
}
