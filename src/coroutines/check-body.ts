/** Refuses a body that is no function at the call that is given it. */
export function checkBody(body: unknown, what: string): void {
  if (typeof body !== "function") {
    throw new TypeError(`Cannot run ${what}: its body is ${typeof body}, and must be a coroutine function`);
  }
}
