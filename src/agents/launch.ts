import type { RuntimeError } from "../kernel/errors.js";
import type { Peer } from "./calls/peer.js";

/** What is told of an agent that was launched. */
export interface LaunchListener {
  /** A process runs. */
  started?(pid: number): void;
  /** It has ended, and all that it sent was taken in. */
  ended(exitCode: number | null, error: RuntimeError): void;
}

/** A thread or process, from its start to its end. */
export interface Launch {
  /** Calls of it go there, before it is launched too. */
  readonly peer: Peer;
  /** Starts it. */
  launch(): void;
  /** Forgets it, instead of starting it. */
  abandon(): void;
  /** Somebody waits for it: this process stays alive meanwhile. */
  hold(): void;
  /** Takes back one {@link Launch.hold}. */
  release(): void;
  kill(signal?: NodeJS.Signals): void;
  /** Ends it at once, and says why in the error that its calls fail with. */
  killFor(fault: string): void;
}
