import { test } from "node:test";
import { type Clock, install } from "@sinonjs/fake-timers";
import { registerClaims } from "./fake-timer-claims.js";

let clock: Clock | null = null;

registerClaims(test, {
  install: () => {
    // With these faked too, the runner would stop.
    clock ??= install({ toNotFake: ["nextTick", "queueMicrotask", "setImmediate", "clearImmediate"] });
  },
  advance: (ms) => clock?.tick(ms),
  advanceAsync: async (ms) => clock?.tickAsync(ms),
  count: () => clock?.countTimers() ?? 0,
});
