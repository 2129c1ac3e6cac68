/* In place of awaited.ts in a browser, where no thread waits for what a loop blocks. */
export function noteAwaited(): void {}

export function noteDone(): void {}
