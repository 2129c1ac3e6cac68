/* In place of sendable.ts in a browser, where threads share no locks and queues. */
export function toSendable(value: unknown): unknown {
  return value;
}

export function fromSendable(value: unknown): unknown {
  return value;
}
