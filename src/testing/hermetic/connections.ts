import { addressOf, type Resource, type StreamHandle } from "../host/resource.js";

interface Connection {
  readonly type: string;
  readonly reference: WeakRef<StreamHandle>;
  /** Whether it came to a server of this thread. */
  readonly isAccepted: boolean;
}

/**
 * The connections of a thread. One that the thread opened waits for its other end, for as long as it keeps the thread alive
 * (Node's agents let go of connections that they only keep for later). One that came to a server of this thread only
 * waits to be asked. If both ends are in this thread, nothing is under way unless some bytes are.
 */
export class Connections {
  private readonly connections = new Set<Connection>();
  private readonly servers = new Map<number, { type: string; reference: WeakRef<Resource> }>();

  /** Takes note of a resource, if it is a connection or a server. */
  add(id: number, type: string, trigger: number, resource: object): void {
    if (type === "TCPSERVERWRAP" || type === "PIPESERVERWRAP") {
      this.servers.set(id, { type, reference: new WeakRef(resource as Resource) });
    } else if (type === "TCPWRAP" || type === "PIPEWRAP") {
      const reference = new WeakRef(resource as StreamHandle);
      this.connections.add({ type, reference, isAccepted: this.servers.has(trigger) });
    }
  }

  /** The connections that wait for their other end, in words. */
  inFlight(): string[] {
    const found: string[] = [];
    for (const connection of this.connections) {
      const { type, reference, isAccepted } = connection;
      const handle = reference.deref();
      if (handle === undefined) this.connections.delete(connection);
      else if (isAccepted || handle.hasRef?.() !== true) continue;
      else if (type === "PIPEWRAP" ? !this.hasPipeServer() : this.waitsOnSocket(handle))
        found.push(describe(type, handle));
    }
    return found;
  }

  /** Pipes have no names to tell whose other end is whose: a server of pipes in this thread is taken for the other end. */
  private hasPipeServer(): boolean {
    for (const { type, reference } of this.servers.values()) {
      if (type === "PIPESERVERWRAP" && reference.deref()?.hasRef?.() === true) return true;
    }
    return false;
  }

  private waitsOnSocket(handle: StreamHandle): boolean {
    const otherEnd = this.otherEndOf(handle);
    if (otherEnd === undefined) return addressOf(handle, "getpeername") !== null;
    return isUnread(handle, otherEnd) || isUnread(otherEnd, handle);
  }

  private otherEndOf(handle: StreamHandle): StreamHandle | undefined {
    const [here, there] = [addressOf(handle, "getsockname"), addressOf(handle, "getpeername")];
    if (here === null || there === null) return undefined;
    for (const { isAccepted, reference } of this.connections) {
      const other = isAccepted ? reference.deref() : undefined;
      if (other === undefined || addressOf(other, "getpeername")?.port !== here.port) continue;
      if (addressOf(other, "getsockname")?.port === there.port) return other;
    }
    return undefined;
  }
}

/** Whether bytes are on their way to an end that reads. */
function isUnread(from: StreamHandle, to: StreamHandle): boolean {
  return to.reading !== false && (from.bytesWritten ?? 0) > (to.bytesRead ?? 0);
}

function describe(type: string, handle: StreamHandle): string {
  const there = addressOf(handle, "getpeername");
  return there === null ? type : `a connection to ${there.address}:${there.port}`;
}
