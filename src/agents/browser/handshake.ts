/*
 * How a thread and its worker find each other: the worker says when it serves targets, and is then given its end of a channel.
 * What is sent to a worker before it listens may be lost.
 */
import type { WebPort } from "./web.js";

/** What a worker says first. */
export const READY = "tsyncio:ready";

/** What it is answered. */
export interface Connect {
  readonly tsyncio: "connect";
  readonly port: WebPort;
}

export function isConnect(data: unknown): data is Connect {
  return (data as Partial<Connect> | null | undefined)?.tsyncio === "connect";
}
