import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { ThreadData, ThreadStart } from "./messages.js";

/** In a thread: calls `fn` with the way to its parent and with what it needs, at once if that was told already. */
export function takeFirstMessage(fn: (port: MessagePort, data: ThreadData) => void): void {
  const { port } = workerData as ThreadStart;
  const told = receiveMessageOnPort(port);
  if (told === undefined) port.once("message", (data: ThreadData) => fn(port, data));
  else fn(port, told.message as ThreadData);
}
