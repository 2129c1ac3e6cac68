import { type MessagePort, receiveMessageOnPort, type Transferable } from "node:worker_threads";
import { addSource, removeSource, ring, type Source } from "../../drivers/bell.js";

/**
 * One end of a channel to another thread. Messages are taken in by whoever comes first: the host's loop, or a loop that
 * blocks this thread and was rung.
 */
export class Mailbox<Sent, Received> implements Source {
  private readonly port: MessagePort;
  private readonly peerBell: Int32Array;
  private readonly receive: (message: Received) => void;

  /** @param receive must not throw */
  constructor(port: MessagePort, peerBell: Int32Array, receive: (message: Received) => void) {
    this.port = port;
    this.peerBell = peerBell;
    this.receive = receive;
    port.on("message", receive);
    this.listen();
  }

  /** @throws DataCloneError if the message can't be cloned */
  send(message: Sent, transfer: readonly Transferable[] = []): void {
    this.port.postMessage(message, transfer);
    ring(this.peerBell);
  }

  poll(): void {
    for (
      let entry = receiveMessageOnPort(this.port);
      entry !== undefined;
      entry = receiveMessageOnPort(this.port)
    ) {
      this.receive(entry.message as Received);
    }
  }

  /** Lets loops that block wait for messages of this channel. */
  listen(): void {
    addSource(this);
  }

  /** Nothing is expected: a loop that blocks need not wait for it. */
  rest(): void {
    removeSource(this);
  }

  /** Lets the process end though the channel is open. */
  unref(): void {
    this.port.unref();
  }

  /** Keeps the process alive while the channel is open. */
  ref(): void {
    this.port.ref();
  }

  close(): void {
    this.rest();
    this.port.close();
  }
}
