import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { StartSettings } from "./messages.js";
import type { OwnAgent } from "./own-agent.js";
import type { Enlisted } from "./roster.js";
import type { Batch } from "./transport/channel.js";
import { ProcessChannel } from "./transport/process-channel.js";
import { askWarden, WARDEN_BELL, wardenKeeper } from "./warden.js";

/** A process, which the warden starts. */
export class OwnProcess implements OwnAgent {
  readonly channel: ProcessChannel;
  private readonly enlisted: Enlisted;
  private readonly settings: StartSettings;
  private readonly port: MessagePort;

  /** @param onGarbage is told of what it sent that is no message */
  constructor(
    enlisted: Enlisted,
    settings: StartSettings,
    receive: (batch: Batch, isLast?: boolean) => void,
    onGarbage: (error: Error) => void,
  ) {
    this.enlisted = enlisted;
    this.settings = settings;
    const { port1, port2 } = new MessageChannel();
    this.port = port2;
    this.channel = new ProcessChannel(port1, WARDEN_BELL, receive, onGarbage);
  }

  start(): void {
    const { enlisted, settings, port } = this;
    askWarden({ type: "process", id: enlisted.id, settings, port }, [port]);
    enlisted.keepBy(wardenKeeper);
  }

  end(signal: NodeJS.Signals): void {
    askWarden({ type: "kill", id: this.enlisted.id, signal });
  }

  abandon(): void {}
}
