import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { pools } from "../executors/pools.js";
import type * as module from "../fixtures/module.js";

type Module = typeof module;

const url = new URL("../fixtures/module.js", import.meta.url);

async function waitUntil(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 1));
}

for (const { name, make } of pools) {
  describe(`an AbortSignal that is passed to a worker of a ${name}`, () => {
    const reasons: readonly { what: string; reason: unknown; expected: unknown }[] = [
      {
        what: "none",
        reason: undefined,
        expected: ["DOMException", "AbortError", "This operation was aborted"],
      },
      { what: "an error", reason: new RangeError("no"), expected: ["RangeError", "RangeError", "no"] },
      { what: "a value", reason: { n: 1 }, expected: { n: 1 } },
    ];
    for (const { what, reason, expected } of reasons) {
      test(`has the reason of the abort, be that before the call or after it: ${what}`, async () => {
        await using pool = make({ maxWorkers: 1, concurrency: 2 });
        const api = pool.module<Module>(url);
        const controller = new AbortController();
        const later = api.reasonOf({ signal: controller.signal });
        assert.deepEqual(await api.reasonOf({ signal: AbortSignal.abort(reason) }), expected);
        controller.abort(reason);
        assert.deepEqual(await later, expected);
      });
    }

    test("is aborted though the reason can't be sent", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const controller = new AbortController();
      const call = api.reasonOf({ signal: controller.signal });
      controller.abort({ code: 7, handler: () => {} });
      assert.deepEqual(await call, { code: 7 }, "the part of it that can");
    });

    test("is aborted though the call waited when that happened", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const controller = new AbortController();
      const first = api.double(1);
      const waiting = api.untilAborted({ signal: controller.signal });
      controller.abort("early");
      assert.equal(await waiting, "aborted: early");
      await first;
    });

    test("is aborted after the call has returned, too: a function may go on with it", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const controllers = [new AbortController(), new AbortController()] as const;
      for (const { signal } of controllers) await api.watch({ signal });
      assert.equal(await api.watchers(), 2);
      controllers[0].abort();
      await waitUntil(async () => (await api.watchers()) === 1);
      controllers[1].abort();
      await waitUntil(async () => (await api.watchers()) === 0);
    });

    test("is aborted while the stream is read that the call gave", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const controller = new AbortController();
      for await (const n of await api.numbersUntilAborted(controller.signal)) if (n === 5) controller.abort();
    });

    test("is one signal over there, however often it is passed", async () => {
      await using pool = make({ maxWorkers: 1 });
      const api = pool.module<Module>(url);
      const { signal } = new AbortController();
      assert.equal(await api.areSame(signal, { other: signal }), true);
      assert.equal(await api.areSame(signal, { other: new AbortController().signal }), false);
    });

    test("is passed to each worker that replaces another", async () => {
      await using pool = make({ maxWorkers: 1, maxTasksPerChild: 1 });
      const api = pool.module<Module>(url);
      const controller = new AbortController();
      for (let i = 0; i < 3; i++) await api.watch({ signal: controller.signal });
      const call = api.untilAborted({ signal: controller.signal });
      controller.abort("all");
      assert.equal(await call, "aborted: all");
    });
  });
}
