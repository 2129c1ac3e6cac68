import { getRunningLoop, sleep } from "tsyncio";
import { isolated } from "tsyncio/testing";
import { describe, expect, test } from "vitest";

const withStore = test.extend<{ store: Map<string, number> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest wants it so
  store: async ({}, use) => {
    await use(new Map([["hours", 1]]));
  },
});

withStore(
  "a fixture reaches the body",
  isolated(function* ({ store }) {
    yield* sleep(1);
    expect(store.get("hours")).toBe(1);
  }),
);

withStore(
  "a body that wants none gets none",
  isolated(function* () {
    yield* sleep(1);
  }),
);

describe.concurrent("at the same time", () => {
  for (const step of [10, 20, 30]) {
    test(
      `steps of ${step}`,
      isolated(async () => {
        for (let i = 0; i < 5; i++) await sleep(step);
        expect(getRunningLoop().time()).toBe(5 * step);
      }),
    );
  }
});
