/* What is seen of an object that is printed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import * as tsyncio from "tsyncio";
import {
  ContextVar,
  exported,
  GuestRunner,
  getRunningLoop,
  Lock,
  newEventLoop,
  Queue,
  Runner,
  run,
  sleep,
  Thread,
  ThreadPoolExecutor,
  type Timeout,
  timeout,
  VirtualClock,
} from "tsyncio";
import type * as module from "./agents/fixtures/module.js";
import { add } from "./agents/fixtures/tasks.js";
import { tasks } from "./agents/targets.js";

/** As in Python, it says nothing of what is in it. */
const SILENT = ["Context"];

test("each public class says what an object of it is", () => {
  for (const [name, value] of Object.entries(tsyncio)) {
    if (!/^class\b/.test(String(value)) || SILENT.includes(name)) continue;
    const { prototype } = value as { prototype: object };
    assert.notEqual(prototype.toString, Object.prototype.toString, name);
  }
});

test("each public class: Node prints of an object what it says of itself", () => {
  for (const [name, value] of Object.entries(tsyncio)) {
    if (!/^class\b/.test(String(value)) || SILENT.includes(name)) continue;
    const { prototype } = value as { prototype: object };
    assert.ok(prototype instanceof Error || inspect.custom in prototype, name);
  }
  using loop = newEventLoop();
  const handle = loop.callSoon(function tick() {});
  for (const value of [loop, handle, new Queue(), new Lock(), sleep(5), new VirtualClock()])
    assert.equal(inspect({ value }), `{ value: ${value} }`);
});

test("Timeout.toString: its state, and its deadline while its body runs", async () => {
  const seen: string[] = [];
  let kept: Timeout | undefined;
  await run(function* () {
    yield* timeout(null, function* (scope) {
      kept = scope;
      seen.push(`${scope}`);
      scope.reschedule(getRunningLoop().time() + 60_000);
      seen.push(`${scope}`.replace(String(scope.when()), "TIME"));
      yield* sleep(0);
    });
    seen.push(`${kept}`);
    try {
      yield* timeout(0, function* (scope) {
        kept = scope;
        yield* sleep(1_000);
      });
    } catch {
      seen.push(`${kept}`);
    }
  });
  assert.deepEqual(seen, [
    "<Timeout active when=null>",
    "<Timeout active when=TIME>",
    "<Timeout finished>",
    "<Timeout expired>",
  ]);
});

test("toString: runners say whether they are closed, clocks the time, tokens their variable", async () => {
  const runner = new Runner();
  assert.equal(String(runner), "<Runner created>");
  runner.getLoop();
  assert.equal(String(runner), "<Runner initialized>");
  runner.close();
  assert.equal(String(runner), "<Runner closed>");
  const guest = new GuestRunner();
  assert.equal(String(guest), "<GuestRunner idle>");
  guest.getLoop();
  assert.equal(String(guest), "<GuestRunner running>");
  await guest.aclose();
  assert.equal(String(guest), "<GuestRunner closed>");
  assert.equal(String(new VirtualClock({ start: 5 })), "<VirtualClock time=5>");
  assert.equal(String(new ContextVar("user").set("ada")), "<Token var=<ContextVar name='user'>>");
});

test("toString, and Node's inspect: what stands for what is elsewhere", async () => {
  await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
  const url = new URL("./agents/fixtures/module.js", import.meta.url);
  const api = pool.module<typeof module>(url);
  const thread = new Thread(exported(tasks(add).url, add), [1, 2], { name: "adder" });
  for (const [value, text] of [
    [api, `<RemoteModule ${url}>`],
    [await api.numbers(1), /^<RemoteStream \d+>$/],
    [thread, "<Thread adder>"],
    [thread.loop, "<RemoteLoop of <Thread adder>>"],
    [pool, "<ThreadPoolExecutor workers=1 queued=0 open>"],
  ] as const)
    for (const seen of [String(value), inspect(value)])
      if (typeof text === "string") assert.equal(seen, text);
      else assert.match(seen, text);
  assert.equal(String(api.double), `<RemoteFunction 'double' of ${url}>`);
  assert.equal(pool.statistics().submitted, 1, "to print it calls nothing");
});
