let resolveIt: (value: unknown) => void;

/** A promise without a closure of its own, since calls make many. What settles it, {@link resolveOfLast} gives. */
export function newHostPromise(): Promise<unknown> {
  return new Promise(keep);
}

/** What settles the promise that was made last. */
export function resolveOfLast(): (value: unknown) => void {
  return resolveIt;
}

/** What a promise is to be resolved with that rejects. It needs to keep no second function for that. */
export function rejected(reason: unknown): PromiseLike<never> {
  // biome-ignore lint/suspicious/noThenProperty: a promise looks for it
  return { then: (_, reject) => reject?.(reason) } as PromiseLike<never>;
}

function keep(resolve: (value: unknown) => void): void {
  resolveIt = resolve;
}
