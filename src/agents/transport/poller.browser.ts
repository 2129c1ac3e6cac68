/* In place of poller.ts in a browser, which tells by itself of what comes. */
export function expectMessage(): void {}
