/* In place of host-context.ts in a browser, which has nothing to carry. */

/** There are no stores. */
export type HostContext = never;

export function captureHostContext(): null {
  return null;
}

export const storesAreUsed = false;
export const storesAreSet = false;

export function bareHostContext(): never {
  throw new Error("There are no stores");
}

export function onStoreChange(): void {}

export function withoutHostContext(fn: () => void): void {
  fn();
}

export function outsideOfStores(fn: () => void): void {
  fn();
}
