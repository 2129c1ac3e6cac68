import type { Server } from "node:http";

/** Time for the last answers to be sent, in milliseconds. */
const GRACE = 100;

/**
 * Lets a server that closes end though clients keep connections open. Node's `closeIdleConnections` spares those that
 * were never used, which browsers and `fetch` open ahead of time.
 */
export function dropConnections(server: Server): void {
  const timer = setTimeout(() => server.closeAllConnections(), GRACE);
  server.once("close", () => clearTimeout(timer));
  server.closeIdleConnections();
}
