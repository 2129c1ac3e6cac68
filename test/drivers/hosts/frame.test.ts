import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Coroutine, frameHost, newEventLoop, sleep } from "tsyncio";
import { burn } from "../../support/burn.js";
import { closeChannelsAfterwards } from "./close-channels.js";
import { testHost } from "./contract.js";
import { javascriptHost } from "./javascript-host.js";
import { Page } from "./page.js";

closeChannelsAfterwards();

test("frameHost: is refused where there are no frames", () => {
  assert.throws(() => frameHost(), {
    name: "RuntimeError",
    code: "ERR_NO_FRAMES",
    message:
      "Cannot make a frameHost: there is no requestAnimationFrame here. Outside of a page use the default host.",
  });
});

describe("frameHost, in a page drawn by itself", () => {
  const page = new Page();
  let uninstall = () => {};
  let frames: NodeJS.Timeout;
  before(() => {
    uninstall = page.install();
    frames = setInterval(() => page.draw(), 2);
  });
  after(() => {
    clearInterval(frames);
    uninstall();
  });
  testHost("frameHost", () => javascriptHost(frameHost()));
});

describe("frameHost", () => {
  test("refuses a budget that is no positive number", () => {
    onPage(() => {
      for (const budget of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "4" as unknown as number]) {
        assert.throws(() => frameHost({ budget }), {
          name: "RangeError",
          message: `Cannot make a frameHost with a budget of ${budget}: a positive number of milliseconds is expected`,
        });
      }
    });
  });

  test("post: a frame is asked for while there is something to do, and only then", () => {
    onPage((page) => {
      const host = frameHost();
      assert.equal(page.requested, 0);
      host.post(() => {});
      host.post(() => {});
      assert.equal(page.requested, 1);
      page.draw();
      assert.deepEqual([page.requested, page.listenerCount], [0, 0]);
    });
  });

  test("post: what does not fit into the budget waits for the next frame, in order", () => {
    onPage((page) => {
      const host = frameHost({ budget: 4 });
      const calls: number[] = [];
      for (let i = 0; i < 3; i++) {
        host.post(() => {
          calls.push(i);
          burn(5);
        });
      }
      page.draw();
      assert.deepEqual(calls, [0]);
      page.draw();
      assert.deepEqual(calls, [0, 1]);
      page.draw();
      assert.deepEqual(calls, [0, 1, 2]);
      assert.equal(page.requested, 0);
    });
  });

  test("turn: is what the guests before left of the frame's budget", () => {
    onPage((page) => {
      const budget = 60_000; // a busy machine takes a while, too
      const host = frameHost({ budget });
      const turns: number[] = [];
      for (let i = 0; i < 2; i++) {
        host.post(() => {
          turns.push(host.turn as number);
          burn(5);
        });
      }
      page.draw();
      const [first, second] = turns as [number, number];
      assert.ok(first > 0 && first <= budget);
      assert.ok(second <= first - 5);
    });
  });

  test("run: a saturated guest goes on for many frames", async () => {
    const page = new Page();
    const uninstall = page.install();
    using loop = newEventLoop();
    const done = loop.run(work(), { host: frameHost({ budget: 2 }) });
    let frames = 0;
    for (; page.requested > 0; frames++) page.draw();
    assert.equal(await done, "done");
    assert.ok(frames > 1, `${frames} frames`);
    uninstall();

    function* work(): Coroutine<string> {
      for (let i = 0; i < 20; i++) {
        burn(1);
        yield* sleep(0);
      }
      return "done";
    }
  });

  test("post: a call that throws does not keep the others from their frame", () => {
    onPage((page) => {
      const host = frameHost();
      const calls: string[] = [];
      host.post(() => {
        throw new Error("oops");
      });
      host.post(() => calls.push("called"));
      assert.throws(() => page.draw(), { message: "oops" });
      page.draw();
      assert.deepEqual(calls, ["called"]);
    });
  });

  test("post: in a hidden page, which draws no frames, calls come all the same", async () => {
    const page = new Page();
    const uninstall = page.install();
    const host = frameHost();
    page.setHidden(true);
    await new Promise<void>((resolve) => host.post(resolve));
    assert.equal(page.requested, 0);
    uninstall();
  });

  test("post: a frame that is waited for when the page is hidden is given up, when it is shown again taken", async () => {
    const page = new Page();
    const uninstall = page.install();
    const host = frameHost();
    const called = new Promise<void>((resolve) => host.post(resolve));
    assert.equal(page.requested, 1);
    page.setHidden(true);
    assert.equal(page.requested, 0);
    await called;
    page.setHidden(false);
    host.post(() => {});
    assert.equal(page.requested, 1);
    page.draw();
    assert.equal(page.listenerCount, 0);
    uninstall();
  });
});

function onPage(body: (page: Page) => void): void {
  const page = new Page();
  const uninstall = page.install();
  try {
    body(page);
  } finally {
    uninstall();
  }
}
