/* In a thread: the way to who started it. */
import type { MessagePort } from "node:worker_threads";
import { adoptBell } from "../drivers/bell.js";
import { LOADING } from "../drivers/bell-board.js";
import { ENDING, OUTPUT } from "./calls/messages.js";
import { Peer } from "./calls/peer.js";
import type { Receiver } from "./calls/receiver.js";
import type { ThreadData } from "./messages.js";
import { tellEnd } from "./tell-end.js";
import { ThreadChannel } from "./transport/thread-channel.js";
import { writeThrough } from "./write-through.js";

/** The way to the parent. Called once, where a thread begins, with what it was told. */
export function connectThread(
  port: MessagePort,
  data: ThreadData,
  receiver: Receiver,
): {
  peer: Peer;
  /** Takes in what was sent so far, without waiting for the host to tell of it. */
  takeIn: () => void;
  close: () => void;
} {
  const { lanes, bell, parentBell, stdout, stderr } = data;
  adoptBell(bell);
  Atomics.store(bell, LOADING, 0);
  const channel = new ThreadChannel({ port, lanes, sendingLane: 1, peerBell: parentBell }, (batch, isLast) =>
    peer.receive(batch, isLast),
  );
  const peer = new Peer("the parent", channel, receiver, true);
  tellEnd((exitCode, thrown) => peer.post(ENDING, exitCode, thrown));
  writeThrough(stdout, stderr, (descriptor, bytes) => peer.post(OUTPUT, descriptor, bytes));
  return { peer, takeIn: () => channel.poll(), close: () => channel.close() };
}
