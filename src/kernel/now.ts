/** The real one, where a test replaces it. */
const hrtime = typeof process === "undefined" ? undefined : process.hrtime;

/**
 * The time in milliseconds from an origin of its own, for what this library measures itself. In a thread of Node the global
 * `performance` is made when it is first read, which takes a millisecond: too long for a thread that is to answer soon.
 */
export const now: () => number =
  typeof hrtime === "function"
    ? () => {
        const [seconds, nanoseconds] = hrtime();
        return seconds * 1e3 + nanoseconds / 1e6;
      }
    : () => performance.now();
