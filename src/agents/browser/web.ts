/* What of a browser's own objects is used here: this package is compiled without the types of the DOM. */

/** What a browser's `Worker` has. */
export interface WebWorker {
  postMessage(message: unknown, transfer: unknown[]): void;
  addEventListener(type: string, listener: (event: WebEvent) => void): void;
  terminate(): void;
}

/** What an event of a `Worker` has. */
export interface WebEvent {
  readonly data?: unknown;
  readonly message?: string;
  preventDefault(): void;
}

/** What a browser's `MessagePort` has. */
export interface WebPort {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(message: unknown, transfer: readonly unknown[]): void;
  close(): void;
}

/** The global object of a worker. */
export interface WorkerScope {
  readonly DedicatedWorkerGlobalScope?: unknown;
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

export interface WebChannel {
  readonly port1: WebPort;
  readonly port2: WebPort;
}

export function newChannel(): WebChannel {
  return new MessageChannel() as unknown as WebChannel;
}
