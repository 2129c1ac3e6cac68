import type { LeakKind } from "../leak-error.js";
import { type Address, addressOf, type Resource, type StreamHandle } from "./resource.js";
import { isStandard } from "./standard-streams.js";

/** What of Node's own classes is needed to describe what is open. */
interface Handle extends StreamHandle {
  readonly pid?: number;
  unref?(): void;
  /** Of a timer: how often it fires, and what it calls. */
  readonly _repeat?: number | null;
  readonly _onTimeout?: { readonly name?: string };
  readonly _destroyed?: boolean;
  close?(): void;
}

/** What keeps the process alive until somebody closes it, by its name in async hooks, and how it is described. */
const DESCRIBE: Readonly<Record<string, (handle: Handle) => string>> = {
  TCPSERVERWRAP: (handle) => `<Server ${where("listening on", addressOf(handle, "getsockname"))}>`,
  PIPESERVERWRAP: () => "<Server listening on a pipe>",
  TCPWRAP: (handle) => `<Socket ${where("connected to", addressOf(handle, "getpeername"))}>`,
  PIPEWRAP: () => "<Socket of a pipe>",
  UDPWRAP: (handle) => `<Socket for datagrams ${where("at", addressOf(handle, "getsockname"))}>`,
  PROCESSWRAP: ({ pid }) => `<ChildProcess ${pid === undefined ? "" : `pid=${pid} `}running>`,
  WORKER: () => "<Worker running>",
  FSEVENTWRAP: () => "<FSWatcher>",
  STATWATCHER: () => "<StatWatcher>",
  Timeout: ({ _repeat, _onTimeout }) => `<Interval ${_onTimeout?.name || "anonymous"}() every ${_repeat} ms>`,
};

/** What is no transport. */
const KINDS: Readonly<Record<string, LeakKind>> = { PROCESSWRAP: "agent", WORKER: "agent", Timeout: "timer" };

/** Something that a test has opened in Node's own loop, past its own. */
export class HostHandle {
  private readonly type: string;
  private readonly resource: WeakRef<Handle>;

  /** What a resource is, if it is one that stays open by itself. A timer that fires once does not. */
  static of(type: string, resource: Resource): HostHandle | null {
    if (!Object.hasOwn(DESCRIBE, type) || (type === "Timeout" && isOnce(resource))) return null;
    return new HostHandle(type, resource);
  }

  private constructor(type: string, resource: Resource) {
    this.type = type;
    this.resource = new WeakRef(resource);
  }

  get leakKind(): LeakKind {
    return KINDS[this.type] ?? "transport";
  }

  /** Whether it keeps the process alive. The process's own streams do not. */
  isOpen(): boolean {
    const handle = this.resource.deref();
    return handle?.hasRef?.() === true && handle._destroyed !== true && !isStandard(handle);
  }

  /** Lets it keep the process alive no longer, and an interval stop: closing under its owner's hands what that holds could crash. */
  close(): void {
    const handle = this.resource.deref();
    if (this.type === "Timeout") handle?.close?.();
    else handle?.unref?.();
  }

  toString(): string {
    const handle = this.resource.deref();
    return handle === undefined
      ? `<${this.type}>`
      : (DESCRIBE[this.type] as (handle: Handle) => string)(handle);
  }
}

function isOnce({ _repeat }: Handle): boolean {
  return _repeat === undefined || _repeat === null;
}

function where(how: string, address: Address | null): string {
  return address?.address === undefined
    ? "that is not connected"
    : `${how} ${address.address}:${address.port}`;
}
