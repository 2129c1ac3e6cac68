/* In place of waiting-callbacks.ts in a browser, where no thread is blocked for a call. */
export function noteWaiting(): void {}

export function forgetWaiting(): void {}

export function deadlockOf(): null {
  return null;
}
