import { type MessagePort, receiveMessageOnPort, type Transferable } from "node:worker_threads";
import {
  addSource,
  expectLate,
  hasRung,
  isAttentive,
  pollSources,
  removeSource,
  ring,
  type Source,
} from "../../drivers/bell.js";
import type { Batch, Channel } from "./channel.js";
import { isBefore, Lane, LISTENING, later, POKED } from "./lane-memory.js";
import { LaneReader } from "./lane-reader.js";
import { LaneWriter } from "./lane-writer.js";
import { withMovedCopies } from "./moved-copies.js";

/** What only wakes the other side's host. */
const POKE = null;

/** What a channel between two threads needs at one of its ends. */
export interface ThreadChannelEnd {
  readonly port: MessagePort;
  /** Memory of both lanes, see lane-memory.ts. */
  readonly lanes: SharedArrayBuffer;
  /** The lane by which this end sends. */
  readonly sendingLane: 0 | 1;
  readonly peerBell: Int32Array;
}

/**
 * One end of a channel to another thread. What was sent is taken in by whoever comes first: the host's loop, or a loop that
 * blocks this thread and was rung.
 */
export class ThreadChannel implements Channel, Source {
  private readonly port: MessagePort;
  private readonly peerBell: Int32Array;
  private readonly outgoing: Int32Array;
  private readonly incoming: Int32Array;
  private readonly writer: LaneWriter;
  private readonly reader: LaneReader;
  private readonly receive: (batch: Batch, isLast: boolean) => void;
  /** How many messages the port has given. */
  private taken = 0;
  /** Messages of the port that the host brought before it was their turn. */
  private readonly early: Batch[] = [];
  private mustWake = false;
  /** Whether a poke was taken from the port, which what was sent since then relied on. */
  private tookPoke = false;

  /** @param receive must not throw, nor keep the list that it is given */
  constructor(end: ThreadChannelEnd, receive: (batch: Batch, isLast: boolean) => void) {
    this.port = end.port;
    this.peerBell = end.peerBell;
    const sending = new Lane(end.lanes, end.sendingLane);
    const receiving = new Lane(end.lanes, end.sendingLane === 0 ? 1 : 0);
    this.outgoing = sending.words;
    this.incoming = receiving.words;
    this.writer = new LaneWriter(sending);
    this.reader = new LaneReader(receiving);
    this.receive = receive;
    this.port.on("message", this.takeFromHost);
    this.listen();
  }

  send(batch: Batch, transfer: readonly Transferable[] = []): void {
    if (transfer.length === 0 && this.tryAdd(batch)) {
      this.flush();
      return;
    }
    const moved = transfer.length === 0 ? withMovedCopies(batch) : null;
    if (moved === null) this.port.postMessage(batch, transfer);
    else this.port.postMessage(moved.batch, moved.transfer as Transferable[]);
    this.writer.countPorted();
    this.mustWake = false;
    ring(this.peerBell);
    if (!isAttentive(this.peerBell)) expectLate();
  }

  tryAdd(message: Batch, argsAt = -1): boolean {
    const isAdded = this.writer.add(message, argsAt);
    if (isAdded) this.mustWake = true;
    return isAdded;
  }

  flush(): void {
    if (!this.mustWake) return;
    this.mustWake = false;
    ring(this.peerBell);
    const { outgoing } = this;
    if (isAttentive(this.peerBell) && Atomics.load(outgoing, LISTENING) === 1) return;
    expectLate();
    if (Atomics.exchange(outgoing, POKED, 1) === 0) this.port.postMessage(POKE);
  }

  isEmpty(): boolean {
    return this.reader.isEmpty && this.reader.ported === ((this.taken + this.early.length) | 0);
  }

  poll(): void {
    do {
      this.tookPoke = false;
      this.takeWhatIsThere();
    } while (this.tookPoke);
  }

  /** Whether the other side has begun to take what is sent. */
  get isAnswered(): boolean {
    return Atomics.load(this.outgoing, LISTENING) === 1;
  }

  /** Lets loops that block wait for messages of this channel. */
  listen(): void {
    Atomics.store(this.incoming, LISTENING, 1);
    addSource(this);
  }

  /** Nothing is expected: a loop that blocks need not wait for it. */
  rest(): void {
    Atomics.store(this.incoming, LISTENING, 0);
    removeSource(this);
    // It came without a poke, since this end was listening.
    if (!this.isEmpty()) setImmediate(() => this.poll()).unref();
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

  private takeWhatIsThere(): void {
    const { reader } = this;
    // Read in this order: what the lane was given before a message of the port that is known of is known of, too. What is
    // sent from now on rings again.
    const ported = later(reader.ported, this.taken + this.early.length);
    const end = reader.tail;
    for (;;) {
      if (reader.isBefore(end) && reader.portedBefore === this.taken) {
        const batch = reader.take();
        this.receive(batch, !reader.isBefore(end));
        reader.giveBack(batch);
      } else if (reader.isBefore(end) || isBefore(this.taken, ported)) {
        const batch = this.early.shift() ?? this.takeFromPort();
        if (batch === undefined) return;
        this.taken = (this.taken + 1) | 0;
        this.receive(batch, true);
      } else {
        return;
      }
    }
  }

  private readonly takeFromHost = (message: Batch | typeof POKE): void => {
    if (message === POKE) Atomics.store(this.incoming, POKED, 0);
    else this.early.push(message);
    // It rang with that. Who watches the bell from now on waits for what comes next.
    if (hasRung()) pollSources();
    this.poll();
  };

  private takeFromPort(): Batch | undefined {
    for (;;) {
      const entry = receiveMessageOnPort(this.port);
      if (entry === undefined) return undefined;
      if (entry.message !== POKE) return entry.message as Batch;
      Atomics.store(this.incoming, POKED, 0);
      this.tookPoke = true;
    }
  }
}
