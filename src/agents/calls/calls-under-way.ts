import type { Channel } from "../transport/channel.js";
import type { Call } from "./call.js";
import { CallTable } from "./call-table.js";

/** The calls that were made of the other side, and have not ended. */
export class CallsUnderWay {
  private readonly channel: Channel;
  private readonly isAlwaysAwake: boolean;
  private readonly onBusy: ((isBusy: boolean) => void) | null;
  private readonly calls = new CallTable<Call<unknown>>();
  /** Those that nobody waits for. */
  private readonly forsaken = new Set<Call<unknown>>();

  /**
   * @param isAlwaysAwake whether the channel listens on its own; if not, it does while somebody waits for a call
   * @param onBusy is told when that begins and ends
   */
  constructor(channel: Channel, isAlwaysAwake: boolean, onBusy: ((isBusy: boolean) => void) | null) {
    this.channel = channel;
    this.isAlwaysAwake = isAlwaysAwake;
    this.onBusy = onBusy;
  }

  get size(): number {
    return this.calls.size;
  }

  get(id: number): Call<unknown> | undefined {
    return this.calls.get(id);
  }

  /** All there are, oldest first. */
  inOrder(): Call<unknown>[] {
    return this.calls.inOrder();
  }

  add(call: Call<unknown>): void {
    if (!this.areAwaited) this.wake();
    this.calls.add(call);
  }

  /** Takes out a call that has ended, if it is there. */
  take(id: number): Call<unknown> | undefined {
    const call = this.calls.take(id);
    if (call === undefined) return undefined;
    // With one that was forsaken, nothing changes for the others.
    if (this.forsaken.size === 0 || !this.forsaken.delete(call)) this.restIfForsaken();
    return call;
  }

  /** Takes out all, oldest first: the other side has ended. */
  takeAll(): Call<unknown>[] {
    const all = this.calls.inOrder();
    for (const { id } of all) this.calls.take(id);
    this.forsaken.clear();
    return all;
  }

  /** Nobody waits for a call any more: it does not keep this process alive. */
  forsake(call: Call<unknown>): void {
    if (this.calls.get(call.id) !== call) return;
    this.forsaken.add(call);
    this.restIfForsaken();
  }

  /** Takes back {@link CallsUnderWay.forsake}. */
  reclaim(call: Call<unknown>): void {
    if (!this.forsaken.has(call)) return;
    if (!this.areAwaited) this.wake();
    this.forsaken.delete(call);
  }

  private get areAwaited(): boolean {
    return this.calls.size > this.forsaken.size;
  }

  private wake(): void {
    if (this.isAlwaysAwake) return;
    this.channel.ref();
    this.channel.listen();
    this.onBusy?.(true);
  }

  private restIfForsaken(): void {
    if (this.isAlwaysAwake || this.areAwaited) return;
    this.channel.rest();
    this.channel.unref();
    this.onBusy?.(false);
  }
}
