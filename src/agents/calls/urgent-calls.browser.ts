/* In place of urgent-calls.ts in a browser, where no thread is blocked for a call. */
export function noteUrgent(): void {}

export function forgetUrgent(): void {}
