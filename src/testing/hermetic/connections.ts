import type { Resource } from "./resource.js";

/** The handle of a connection, as much of Node's own class as is needed. */
interface StreamHandle extends Resource {
  readonly reading?: boolean;
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
  getsockname?(out: Address): number;
  getpeername?(out: Address): number;
}

interface Address {
  address?: string;
  port?: number;
}

interface Connection {
  readonly type: string;
  readonly handle: StreamHandle;
  /** Whether it came to a server of this thread. */
  readonly isAccepted: boolean;
}

/**
 * The connections of a thread. One that the thread opened waits for its other end, for as long as it keeps the thread alive
 * (Node's agents let go of connections that they only keep for later). One that came to a server of this thread only
 * waits to be asked. If both ends are in this thread, nothing is under way unless some bytes are.
 */
export class Connections {
  private readonly connections = new Map<number, Connection>();
  private readonly servers = new Map<number, string>();

  /** Takes note of a resource, if it is a connection or a server. */
  add(id: number, type: string, trigger: number, resource: object): void {
    if (type === "TCPSERVERWRAP" || type === "PIPESERVERWRAP") this.servers.set(id, type);
    if (type !== "TCPWRAP" && type !== "PIPEWRAP") return;
    this.connections.set(id, {
      type,
      handle: resource as StreamHandle,
      isAccepted: this.servers.has(trigger),
    });
  }

  remove(id: number): void {
    this.connections.delete(id);
    this.servers.delete(id);
  }

  /** The connections that wait for their other end, in words. */
  inFlight(): string[] {
    const found: string[] = [];
    for (const connection of this.connections.values()) {
      if (connection.isAccepted || connection.handle.hasRef?.() !== true) continue;
      if (connection.type === "PIPEWRAP" ? this.waitsOnPipe() : this.waitsOnSocket(connection.handle))
        found.push(describe(connection));
    }
    return found;
  }

  /** Pipes have no names to tell whose other end is whose: a server of pipes in this thread is taken for the other end. */
  private waitsOnPipe(): boolean {
    return ![...this.servers.values()].includes("PIPESERVERWRAP");
  }

  private waitsOnSocket(handle: StreamHandle): boolean {
    const otherEnd = this.otherEndOf(handle);
    if (otherEnd === undefined) return addressOf(handle, "getpeername") !== null;
    return isUnread(handle, otherEnd) || isUnread(otherEnd, handle);
  }

  private otherEndOf(handle: StreamHandle): StreamHandle | undefined {
    const [here, there] = [addressOf(handle, "getsockname"), addressOf(handle, "getpeername")];
    if (here === null || there === null) return undefined;
    for (const { isAccepted, handle: other } of this.connections.values()) {
      if (!isAccepted) continue;
      if (
        addressOf(other, "getpeername")?.port === here.port &&
        addressOf(other, "getsockname")?.port === there.port
      )
        return other;
    }
    return undefined;
  }
}

/** Whether bytes are on their way to an end that reads. */
function isUnread(from: StreamHandle, to: StreamHandle): boolean {
  return to.reading !== false && (from.bytesWritten ?? 0) > (to.bytesRead ?? 0);
}

function addressOf(handle: StreamHandle, which: "getsockname" | "getpeername"): Address | null {
  const out: Address = {};
  return handle[which]?.(out) === 0 ? out : null;
}

function describe({ handle, type }: Connection): string {
  const there = addressOf(handle, "getpeername");
  return there === null ? type : `a connection to ${there.address}:${there.port}`;
}
