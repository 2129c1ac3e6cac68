import { test, vi } from "vitest";
import { registerClaims } from "./fake-timer-claims.js";

registerClaims(test, {
  install: () => vi.useFakeTimers(),
  advance: (ms) => vi.advanceTimersByTime(ms),
  advanceAsync: (ms) => vi.advanceTimersByTimeAsync(ms),
  count: () => vi.getTimerCount(),
});
