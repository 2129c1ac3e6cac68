/* In a process: the way to who started it. */
import { pollWhileBlocked } from "./blocking-wait.js";
import { ENDING } from "./calls/messages.js";
import { Peer } from "./calls/peer.js";
import type { Receiver } from "./calls/receiver.js";
import { tellEnd } from "./tell-end.js";
import { PipeChannel } from "./transport/pipe-channel.js";
import { writeAll } from "./transport/write-all.js";
import { writeThrough } from "./write-through.js";

/** Begins to take what the parent sends. Called once, where a process begins. */
export function connectProcess(receiver: Receiver): { peer: Peer; close: () => void } {
  // Whoever started it is gone, and with it the reason to go on.
  const orphaned = () => process.exit(1);
  const channel = new PipeChannel((batch, isLast) => peer.receive(batch, isLast), orphaned);
  pollWhileBlocked(channel);
  const peer = new Peer("the parent", channel, receiver, true);
  // The exit code is what the system tells.
  tellEnd((exitCode, thrown) => {
    if (thrown !== undefined) peer.post(ENDING, exitCode, thrown);
  });
  // The descriptors of a process are its own, wherever they lead to.
  writeThrough("inherit", "inherit", writeAll);
  return { peer, close: () => channel.whenSent(() => process.exit()) };
}
