/* In place of host-context.ts in a browser, which has nothing to carry. */

/** There are no stores. */
export type HostContext = never;

export function captureHostContext(): null {
  return null;
}

export function withoutHostContext(fn: () => void): void {
  fn();
}
