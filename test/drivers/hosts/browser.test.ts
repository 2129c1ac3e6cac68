import assert from "node:assert/strict";
import { test } from "node:test";
import { browserHost } from "tsyncio";
import { closeChannelsAfterwards } from "./close-channels.js";
import { testHost } from "./contract.js";
import { javascriptHost } from "./javascript-host.js";

// test/browser/ runs the contract in a browser.
closeChannelsAfterwards();
testHost("browserHost", () => javascriptHost(browserHost));

test("browserHost: a timer that came before its call was prevented makes no call", async () => {
  const calls: string[] = [];
  let prevent = () => {};
  await new Promise<void>((resolve) => {
    // Both timers come at once; each posts its call.
    browserHost.postDelayed(() => prevent(), 1);
    prevent = browserHost.postDelayed(() => calls.push("prevented"), 1);
    browserHost.postDelayed(resolve, 20);
  });
  assert.deepEqual(calls, []);
});
