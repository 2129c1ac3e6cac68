import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import type { ThreadData } from "./messages.js";

/** In a thread: calls `fn` with what it needs to begin, at once if its parent has told it already. */
export function takeFirstMessage(fn: (data: ThreadData) => void): void {
  if (parentPort === null) throw new Error("This file is where threads begin: it is not to be run by itself");
  const told = receiveMessageOnPort(parentPort);
  if (told === undefined) parentPort.once("message", fn);
  else fn(told.message as ThreadData);
}
