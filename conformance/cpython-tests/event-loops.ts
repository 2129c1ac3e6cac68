/** The classes by which CPython runs the same tests on each of its event loops. */
export const EVENT_LOOP_TESTS = [
  "SelectEventLoopTests",
  "KqueueEventLoopTests",
  "EPollEventLoopTests",
  "PollEventLoopTests",
  "ProactorEventLoopTests",
] as const;
