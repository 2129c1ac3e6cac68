import { jest, test } from "@jest/globals";
import { registerClaims } from "./fake-timer-claims.js";

registerClaims(test, {
  install: () => jest.useFakeTimers(),
  advance: (ms) => jest.advanceTimersByTime(ms),
  advanceAsync: (ms) => jest.advanceTimersByTimeAsync(ms),
  count: () => jest.getTimerCount(),
});
