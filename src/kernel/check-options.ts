/** Refuses a value in the place of options, as asyncio takes `Queue(5)`: it would have no effect. */
export function checkOptions(options: unknown, what: string, example: string): void {
  if (typeof options !== "object") {
    throw new TypeError(
      `Cannot make ${what}: its options are ${typeof options}, and must be an object, as in ${example}`,
    );
  }
}
