/** A resource of Node, as async hooks show it. */
export interface Resource {
  /** Whether it keeps the thread alive. */
  hasRef?(): boolean;
}

/** Where one end of a connection is. */
export interface Address {
  address?: string;
  port?: number;
}

/** The handle of a connection or a server, as much of Node's own class as is needed. */
export interface StreamHandle extends Resource {
  readonly fd?: number;
  readonly reading?: boolean;
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
  getsockname?(out: Address): number;
  getpeername?(out: Address): number;
}

/** Where an end of a handle is; `null` if it is nowhere (any more), or has no address. */
export function addressOf(handle: StreamHandle, which: "getsockname" | "getpeername"): Address | null {
  const out: Address = {};
  return handle[which]?.(out) === 0 ? out : null;
}
