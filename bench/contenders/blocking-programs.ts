/* Blocking calls of a worker that gives back what it is given, one after the other. */
import { coldStart } from "./cold-start.js";
import type { Programs } from "./serve.js";

const SMALL = { id: 1, name: "small", flags: [true, false] };
const MEBIBYTE = 2 ** 20;

/**
 * @param echo blocks until a worker has answered
 * @param name that of its file in this folder, for the cold start
 */
export function blockingPrograms(echo: (value: unknown) => unknown, name: string): Programs {
  // The worker is loaded.
  echo(SMALL);
  const program = (value: unknown) => (calls: number) => {
    const start = performance.now();
    for (let i = 0; i < calls; i++) echo(value);
    return performance.now() - start;
  };
  return {
    "blocking/small": program(SMALL),
    "blocking/string": program("x".repeat(MEBIBYTE)),
    "blocking/buffer": program(new Uint8Array(MEBIBYTE)),
    "blocking/cold": () => coldStart(name),
  };
}
