import { RuntimeError } from "../../kernel/errors.js";
import type { IncomingCall } from "../calls/incoming-call.js";
import { loopReceiver } from "../calls/loop-receiver.js";
import "../calls/supported.js";
import { CLOSE } from "../calls/messages.js";
import { Peer } from "../calls/peer.js";
import type { Receiver } from "../calls/receiver.js";
import type { Launch, LaunchListener } from "../launch.js";
import { type Connect, READY } from "./handshake.js";
import { PortChannel } from "./port-channel.js";
import { newChannel, type WebEvent, type WebPort, type WebWorker } from "./web.js";

/** After this many milliseconds without a word of the worker, somebody should be told. */
const PATIENCE = 10_000;

/** A worker of a browser, from its start to its end. */
export class LaunchedWorker implements Launch, Receiver {
  readonly peer: Peer;
  private readonly title: string;
  private readonly makeWorker: () => WebWorker;
  private readonly listener: LaunchListener;
  private readonly port: WebPort;
  private readonly channel: PortChannel;
  private worker: WebWorker | null = null;
  private warning: ReturnType<typeof setTimeout> | undefined;
  private isConnected = false;
  private hasEnded = false;

  /** @param title what reports call it */
  constructor(title: string, makeWorker: () => WebWorker, listener: LaunchListener) {
    this.title = title;
    this.makeWorker = makeWorker;
    this.listener = listener;
    const { port1, port2 } = newChannel();
    this.port = port2;
    port1.onmessageerror = () => this.killFor("it sent what could not be read");
    this.channel = new PortChannel(port1, (batch) => this.peer.receive(batch));
    this.peer = new Peer(title, this.channel, this, true);
  }

  launch(): void {
    this.worker = this.makeWorker();
    this.worker.addEventListener("message", this.onMessage);
    this.worker.addEventListener("error", this.onError);
    this.warning = setTimeout(() => {
      console.warn(
        `${this.title} has not begun within ${PATIENCE / 1000} seconds: does the module of its worker call serveTargets()?`,
      );
    }, PATIENCE);
  }

  abandon(): void {
    this.worker?.terminate();
    this.channel.close();
  }

  /** A page lives on by itself. */
  hold(): void {}
  release(): void {}

  kill(): void {
    this.killFor("it was terminated");
  }

  killFor(fault: string): void {
    this.end(1, fault, true);
  }

  accept(call: IncomingCall): void {
    loopReceiver.accept(call);
  }

  withdraw(call: IncomingCall): void {
    loopReceiver.withdraw(call);
  }

  urge(call: IncomingCall): void {
    loopReceiver.urge(call);
  }

  take(kind: number): void {
    if (kind === CLOSE) this.end(0, "it is done", false);
  }

  private readonly onMessage = ({ data }: WebEvent): void => {
    if (data !== READY || this.isConnected || this.hasEnded) return;
    this.isConnected = true;
    clearTimeout(this.warning);
    const answer: Connect = { tsyncio: "connect", port: this.port };
    this.worker?.postMessage(answer, [this.port]);
  };

  /** Later on, an error that nobody caught does not end a worker, and the browser reports it. */
  private readonly onError = (event: WebEvent): void => {
    if (this.isConnected) return;
    event.preventDefault();
    this.end(1, event.message || "the module of its worker could not be loaded", false);
  };

  private end(exitCode: number, how: string, onPurpose: boolean): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearTimeout(this.warning);
    this.worker?.terminate();
    const error = new RuntimeError(
      `${this.title} ended before its target returned: ${how}`,
      "ERR_AGENT_ENDED",
    );
    this.peer.end(error, onPurpose);
    this.listener.ended(exitCode, error);
  }
}
