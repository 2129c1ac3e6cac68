/* In a thread: the way to who started it. */
import { workerData } from "node:worker_threads";
import { adoptBell } from "../drivers/bell.js";
import { OUTPUT } from "./calls/messages.js";
import { Peer } from "./calls/peer.js";
import type { Receiver } from "./calls/receiver.js";
import type { ThreadData } from "./messages.js";
import type { Batch } from "./transport/channel.js";
import { Mailbox } from "./transport/mailbox.js";
import { writeThrough } from "./write-through.js";

/** Begins to take what the parent sends. Called once, where a thread begins. */
export function connectThread(makeReceiver: (data: ThreadData) => Receiver): {
  peer: Peer;
  close: () => void;
} {
  const data = workerData as ThreadData;
  const { port, bell, parentBell, stdout, stderr } = data;
  adoptBell(bell);
  const mailbox = new Mailbox<Batch, Batch>(port, parentBell, (batch) => peer.receive(batch));
  const peer = new Peer("the parent", mailbox, makeReceiver(data), true);
  writeThrough(stdout, stderr, (descriptor, bytes) => peer.post(OUTPUT, descriptor, bytes));
  return { peer, close: () => mailbox.close() };
}
