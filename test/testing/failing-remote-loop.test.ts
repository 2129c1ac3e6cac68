import assert from "node:assert/strict";
import { test } from "node:test";
import { exported, getRunningLoop, RuntimeError, runCoroutineThreadsafe, sleep, wrapFuture } from "tsyncio";
import { FailingRemoteLoop, isolated } from "tsyncio/testing";
import { add, happen, happened } from "./targets.js";

const TARGETS = new URL("./targets.js", import.meta.url).href;
const ADD = exported(TARGETS, add);
const HAPPEN = exported(TARGETS, happen);

test(
  "FailingRemoteLoop: calls that do not fail are made in the loop, and have results",
  isolated(function* () {
    const remote = new FailingRemoteLoop(getRunningLoop());
    happened.clear();
    remote.callSoonThreadsafe(HAPPEN);
    assert.ok(!happened.isSet());
    yield* happened.wait();
    assert.equal(yield* wrapFuture(runCoroutineThreadsafe(ADD, [1, 2], remote)), 3);
    assert.equal(remote.arrived, 2);
  }),
);

test(
  "FailingRemoteLoop.failNext: one call is refused, the next is not",
  isolated(function* () {
    const remote = new FailingRemoteLoop(getRunningLoop());
    remote.failNext();
    assert.throws(() => remote.callSoonThreadsafe(HAPPEN), {
      code: "ERR_AGENT_ENDED",
      message: "Cannot reach the loop of a thread that a test stands for: it has ended",
    });
    remote.failNext(new RuntimeError("no way", "ERR_MINE"));
    assert.throws(() => remote.callSoonThreadsafe(HAPPEN), { code: "ERR_MINE" });
    assert.equal(yield* wrapFuture(runCoroutineThreadsafe(ADD, [1, 2], remote)), 3);
  }),
);

test(
  "FailingRemoteLoop.loseNext and end: a call that got lost fails when the thread ends, and so do later ones",
  isolated(function* () {
    const remote = new FailingRemoteLoop(getRunningLoop(), "the worker");
    remote.loseNext();
    const lost = runCoroutineThreadsafe(ADD, [1, 2], remote);
    yield* sleep(60_000);
    assert.equal(lost.done(), false);
    remote.end();
    assert.equal((lost.exception() as RuntimeError).code, "ERR_AGENT_ENDED");
    assert.throws(
      () => remote.callSoonThreadsafe(HAPPEN),
      /Cannot reach the loop of the worker: it has ended/,
    );
    assert.equal(remote.arrived, 0);
  }),
);

test(
  "FailingRemoteLoop: arguments are cloned, and what can't be is refused",
  isolated(function* () {
    const remote = new FailingRemoteLoop(getRunningLoop());
    assert.throws(() => remote.callSoonThreadsafe(ADD, (() => {}) as never, 1), TypeError);
    yield* sleep(0);
  }),
);
