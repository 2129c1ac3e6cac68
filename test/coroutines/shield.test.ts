import assert from "node:assert/strict";
import { CancelledError, createTask, shield, sleep } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("shield: a cancellation from outside spares the inner one", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(5, "kept"));
    const outer = createTask(
      (function* () {
        return yield* shield(inner);
      })(),
    );
    yield* sleep(1);
    outer.cancel();
    try {
      yield* outer;
      assert.fail();
    } catch (error) {
      assert.ok(error instanceof CancelledError);
    }
    assert.equal(inner.done(), false);
    assert.equal(yield* inner, "kept");
  });
});

onEveryWayOfWaiting("shield: a cancellation of the inner one cancels the outer", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(5));
    const outer = shield(inner);
    inner.cancel();
    yield* sleep(1);
    assert.equal(outer.cancelled(), true);
  });
});

onEveryWayOfWaiting("shield: of what is done gives it back", async (way) => {
  await way.run(function* () {
    const inner = createTask(sleep(0, 1));
    yield* inner;
    assert.equal(shield(inner), inner);
  });
});
