/* In a process: the way to who started it. */
import { pollWhileBlocked } from "./blocking-wait.js";
import { Peer } from "./calls/peer.js";
import type { Receiver } from "./calls/receiver.js";
import { PipeChannel } from "./transport/pipe-channel.js";

/** Begins to take what the parent sends. Called once, where a process begins. */
export function connectProcess(receiver: Receiver): { peer: Peer; close: () => void } {
  // Whoever started it is gone, and with it the reason to go on.
  const orphaned = () => process.exit(1);
  const channel = new PipeChannel((batch) => peer.receive(batch), orphaned);
  pollWhileBlocked(channel);
  const peer = new Peer("the parent", channel, receiver, true);
  return { peer, close: () => channel.whenSent(() => whenPrinted(() => process.exit())) };
}

/** Calls `fn` when all that was printed has left: a pipe takes only so much at once, and the end would lose the rest. */
function whenPrinted(fn: () => void): void {
  const full = [process.stdout, process.stderr].filter((stream) => stream.writableLength > 0);
  let left = full.length;
  if (left === 0) fn();
  for (const stream of full) {
    stream.write("", () => {
      if (--left === 0) fn();
    });
  }
}
