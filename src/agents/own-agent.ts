import type { Channel } from "./transport/channel.js";

/** A thread or process, as its kind has it started and ended. Its reports come by the roster. */
export interface OwnAgent {
  /** The way to it. */
  readonly channel: Channel;
  start(): void;
  end(signal: NodeJS.Signals): void;
  /** It is not started after all. */
  abandon(): void;
}
