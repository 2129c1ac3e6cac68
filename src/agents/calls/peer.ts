/*
 * The other end of a channel, as both sides have it: each makes calls of the other, and answers those of the other. Calls
 * are numbered by who makes them.
 */

import { RuntimeError } from "../../kernel/errors.js";
import type { TargetName } from "../../loop/executor.js";
import { isStuckForEver, lookAgain } from "../blocking-wait.js";
import { encodeThrown, type Thrown } from "../error-transfer.js";
import { fromSendable, toSendable } from "../shared/sendable.js";
import type { Batch, Channel } from "../transport/channel.js";
import { Outbox } from "../transport/outbox.js";
import { expectMessage } from "../transport/poller.js";
import { SpareLists } from "../transport/spare-lists.js";
import type { Transferable } from "../transport/transferable.js";
import type { Call, Callee } from "./call.js";
import { CallTable } from "./call-table.js";
import { CallsUnderWay } from "./calls-under-way.js";
import type { CarriedValues } from "./carried-context.js";
import { type BlockedFor, type Caller, IncomingCall } from "./incoming-call.js";
import * as messages from "./messages.js";
import type { Receiver } from "./receiver.js";
import { TargetNumbers } from "./target-numbers.js";
import { uncloneable } from "./uncloneable.js";
import { forgetUrgent, noteUrgent } from "./urgent-calls.js";
import { forgetWaiting } from "./waiting-callbacks.js";

/** How a call is made. */
export interface CallSettings {
  readonly flags: number;
  /** What to move rather than copy. */
  readonly transfer?: readonly Transferable[];
  /** Whether it may leave together with others at the end of this turn. */
  readonly lazily?: boolean;
  /** The values of the context that cross with it. */
  readonly context?: CarriedValues | null;
  /** Whether it is known to take so long that to look out for its end would be in vain. */
  readonly isLong?: boolean;
}

const NOTHING: readonly never[] = [];
const CALL_NOW: CallSettings = { flags: 0 };

/** Makes calls of the other side, and answers those of the other. */
export class Peer implements Callee, Caller {
  readonly name: string;
  private readonly channel: Channel;
  private readonly outbox: Outbox;
  private readonly receiver: Receiver;
  private readonly calls: CallsUnderWay;
  private readonly incoming = new CallTable<IncomingCall>();
  private readonly targets = new TargetNumbers();
  private readonly spares = new SpareLists();
  private lastId = 0;
  private endError: Error | null = null;
  private readonly isAlwaysAwake: boolean;

  /**
   * @param name what reports call it
   * @param isAlwaysAwake whether the channel listens on its own; if not, it does while somebody waits for a call
   * @param onBusy is told when that begins and ends
   */
  constructor(
    name: string,
    channel: Channel,
    receiver: Receiver,
    isAlwaysAwake: boolean,
    onBusy: ((isBusy: boolean) => void) | null = null,
  ) {
    this.name = name;
    this.channel = channel;
    this.receiver = receiver;
    this.outbox = new Outbox(channel);
    this.isAlwaysAwake = isAlwaysAwake;
    this.calls = new CallsUnderWay(channel, isAlwaysAwake, onBusy);
  }

  /** How many calls are under way to it. */
  get load(): number {
    return this.calls.size;
  }

  /** The calls that are under way to it, oldest first. */
  callsUnderWay(): Call<unknown>[] {
    return this.calls.inOrder();
  }

  /** The number of the next call. */
  get nextId(): number {
    return this.lastId + 1;
  }

  /**
   * Sends a call.
   * @throws TypeError if an argument can't be sent
   */
  send(
    call: Call<unknown> | null,
    target: TargetName,
    args: readonly unknown[],
    settings: CallSettings = CALL_NOW,
  ): void {
    if (this.endError !== null) {
      throw new RuntimeError(`Cannot reach the loop of ${this.name}: it has ended`, "ERR_AGENT_ENDED", {
        cause: this.endError,
      });
    }
    const id = call === null ? 0 : this.nextId;
    const index = this.targets.numberOf(target, this.outbox.pending);
    const { flags, transfer, lazily, context = null, isLong = false } = settings;
    const isPlain = (transfer === undefined || transfer.length === 0) && context?.isPlain !== false;
    if (isPlain && this.addCall(id, index, flags, args, context?.list)) {
      // The answer may come before what wakes the other side returns.
      if (call !== null) this.expect(call, id, isLong);
      if (lazily === true) this.outbox.flushSoon();
      else this.outbox.flush();
      return;
    }
    const sendable = toSendable(args);
    const kind = sendable === args ? flags : flags | messages.SHARED_ARGUMENTS;
    const message: Batch = [messages.CALL, id, index, kind, sendable, context?.list];
    try {
      this.outbox.sendNow(message, transfer);
    } catch (cause) {
      throw uncloneable(
        `Cannot send the arguments to ${this.name}`,
        "args",
        sendable,
        cause,
        this.channel.copy,
      );
    }
    if (call !== null) this.expect(call, id, isLong);
  }

  /** Asks the other side to end a call. */
  cancel(call: Call<unknown>, message: string | undefined): void {
    if (this.endError === null && this.calls.get(call.id) === call)
      this.post(messages.CANCEL, call.id, message);
  }

  /** Nobody waits for a call any more: it does not keep this process alive. */
  forsake(call: Call<unknown>): void {
    this.calls.forsake(call);
  }

  /** Takes back {@link Peer.forsake}. */
  reclaim(call: Call<unknown>): void {
    this.calls.reclaim(call);
  }

  /** Whether calls of the other side wait for this one. */
  get owesAnswers(): boolean {
    return this.incoming.size > 0;
  }

  /** This thread blocks until the call is done. */
  prepareToBlock(call: Call<unknown>): void {
    const { owesAnswers } = this;
    if (this.endError !== null || (call.urged === this && !owesAnswers)) return;
    call.urged = this;
    if (!this.isAlwaysAwake) this.channel.listen();
    if (!owesAnswers) {
      this.post(messages.BLOCKED, call.id);
      return;
    }
    const incoming = this.incoming.inOrder();
    this.post(
      messages.NEEDED,
      call.id,
      isStuckForEver((other) => other === this) ? blockedFor(incoming) : NOTHING,
    );
    for (const other of incoming) if (other.isUrgent && !other.hasBegun) this.receiver.urge(other);
  }

  /** Sends a message without delay. */
  post(...message: Batch): void {
    if (this.endError !== null) return;
    this.outbox.pending.push(...message);
    this.outbox.flush();
  }

  /** Sends a message with the next ones. */
  add(...message: Batch): void {
    if (this.endError !== null) return;
    this.outbox.pending.push(...message);
    this.outbox.flushSoon();
  }

  /** Sends what waits to be sent. */
  flush(): void {
    this.outbox.flush();
  }

  /** Answers a call: it returned. */
  reply(call: IncomingCall, value: unknown, ms: number, transfer: readonly Transferable[] = NOTHING): void {
    if (!this.settle(call)) return;
    let sendable = value;
    try {
      if (transfer.length === 0 && this.addResult(call.id, value, ms)) {
        this.outbox.flushSoon();
        return;
      }
      sendable = toSendable(value);
      const kind = sendable === value ? messages.RESULT : messages.SHARED_RESULT;
      this.outbox.sendNow([kind, call.id, sendable, ms], transfer);
    } catch (cause) {
      const what = `The result of '${call.target.name}' cannot be sent back`;
      this.replyError(call.id, uncloneable(what, "result", sendable, cause, this.channel.copy), ms);
    }
  }

  /** Answers a call: it threw. */
  replyThrown(call: IncomingCall, thrown: unknown, ms: number): void {
    if (this.settle(call)) this.replyError(call.id, thrown, ms);
  }

  /** Answers a call: it was cancelled. */
  replyCancelled(call: IncomingCall, message: string | undefined, ms: number): void {
    if (this.settle(call)) this.add(messages.CANCELLED, call.id, message, ms);
  }

  /** A call was taken back by who made it. */
  forget(call: IncomingCall): void {
    this.settle(call);
  }

  /** Takes back a call that has not begun over there, as the caller of this has made sure. */
  retract(call: Call<unknown>): void {
    this.calls.take(call.id);
  }

  /** Takes in what the other side sent, and keeps nothing of the list. @param isLast whether nothing more is there that was sent */
  readonly receive = (batch: Batch, isLast = true): void => {
    for (let at = 0; at < batch.length; at += messages.LENGTHS[batch[at] as number] as number) {
      this.take(batch, at);
    }
    if (isLast) this.receiver.afterBatch?.();
  };

  /**
   * The other side has ended, perhaps on purpose: calls that are under way fail with `error`, as do later ones. Returns whether
   * there were any under way.
   */
  end(error: Error, onPurpose = false): boolean {
    if (this.endError !== null) return false;
    this.endError = error;
    const lost = this.calls.takeAll();
    this.channel.close();
    for (const call of this.incoming.inOrder()) this.settle(call);
    for (const call of lost) call.lost(error, onPurpose);
    return lost.length > 0;
  }

  private addCall(
    id: number,
    index: number,
    flags: number,
    args: readonly unknown[],
    context: readonly unknown[] | undefined,
  ): boolean {
    const message = this.spares.take(6);
    message[0] = messages.CALL;
    message[1] = id;
    message[2] = index;
    message[3] = flags;
    message[4] = args;
    message[5] = context;
    const isAdded = this.outbox.addPlain(message, 4, true);
    this.spares.giveBack(message);
    return isAdded;
  }

  private addResult(id: number, value: unknown, ms: number): boolean {
    const message = this.spares.take(4);
    message[0] = messages.RESULT;
    message[1] = id;
    message[2] = value;
    message[3] = ms;
    const isAdded = this.outbox.addPlain(message, 2);
    this.spares.giveBack(message);
    return isAdded;
  }

  private take(batch: Batch, at: number): void {
    const id = batch[at + 1] as number;
    switch (batch[at]) {
      case messages.CALL:
        this.takeCall(batch, at);
        break;
      case messages.TARGET:
        this.targets.learn(id, batch[at + 2] as string, batch[at + 3] as string, batch[at + 4] as boolean);
        break;
      case messages.RESULT:
        this.calls.take(id)?.succeeded(batch[at + 2], batch[at + 3] as number);
        break;
      case messages.SHARED_RESULT:
        this.calls.take(id)?.succeeded(fromSendable(batch[at + 2]), batch[at + 3] as number);
        break;
      case messages.ERROR:
        this.calls.take(id)?.failed(batch[at + 2] as Thrown, this.name, batch[at + 3] as number);
        break;
      case messages.CANCELLED:
        this.calls.take(id)?.wasCancelled(batch[at + 2] as string | undefined, batch[at + 3] as number);
        break;
      case messages.CANCEL:
        this.takeCancel(id, batch[at + 2] as string | undefined);
        break;
      case messages.STARTED:
        this.calls.get(id)?.started();
        break;
      case messages.BLOCKED:
        this.takeBlocked(id);
        break;
      case messages.NEEDED:
        this.takeNeeded(id, batch[at + 2] as BlockedFor);
        break;
      default:
        this.receiver.take?.(batch[at] as number, batch, at);
    }
  }

  private takeCall(batch: Batch, at: number): void {
    const target = this.targets.at(batch[at + 2] as number);
    const flags = batch[at + 3] as number;
    const args = batch[at + 4] as readonly unknown[];
    const call = new IncomingCall(this, batch[at + 1] as number, target, flags, args);
    call.context = (batch[at + 5] as readonly unknown[] | undefined) ?? null;
    if (call.id !== 0) {
      this.incoming.add(call);
      lookAgain();
    }
    this.receiver.accept(call);
  }

  private takeCancel(id: number, message: string | undefined): void {
    const call = this.incoming.get(id);
    if (call === undefined) return;
    if (call.hasBegun) {
      call.cancel(message);
    } else {
      call.isWithdrawn = true;
      this.receiver.withdraw(call);
      this.replyCancelled(call, message, 0);
    }
  }

  private takeBlocked(id: number): void {
    const call = this.incoming.get(id);
    if (call === undefined) return;
    call.isUrgent = true;
    noteUrgent(call);
    if (call.hasBegun) lookAgain();
    else this.receiver.urge(call);
  }

  private takeNeeded(id: number, waitsFor: BlockedFor): void {
    const call = this.incoming.get(id);
    if (call === undefined) return;
    call.isNeeded = true;
    call.waitsFor = waitsFor;
    this.takeBlocked(id);
  }

  private expect(call: Call<unknown>, id: number, isLong: boolean): void {
    this.lastId = id;
    call.id = id;
    call.peer = this;
    if (call.isUrgent) lookAgain();
    this.calls.add(call);
    if (!isLong) expectMessage();
  }

  private settle(call: IncomingCall): boolean {
    if (call.isUrgent) forgetUrgent(call);
    if (call.owner !== null) forgetWaiting(call);
    return call.id !== 0 && this.incoming.take(call.id) !== undefined;
  }

  private replyError(id: number, thrown: unknown, ms: number): void {
    if (this.endError !== null) return;
    try {
      this.outbox.sendNow([messages.ERROR, id, encodeThrown(thrown), ms]);
    } catch {
      this.outbox.sendNow([messages.ERROR, id, encodeThrown(thrown, true), ms]);
    }
  }
}

function blockedFor(calls: readonly IncomingCall[]): BlockedFor {
  const begun = calls.filter(({ isUrgent, hasBegun }) => isUrgent && hasBegun);
  return begun.map(({ id, isEntered }) => (isEntered ? id : -id));
}
