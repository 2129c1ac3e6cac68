import assert from "node:assert/strict";
import { createTask, gather, LifoQueue, QueueShutDown, sleep } from "tsyncio";
import { onEveryWayOfWaiting } from "../support/ways.js";

onEveryWayOfWaiting("LifoQueue.get: gives the item put last, at the time the getter runs", async (way) => {
  const queue = new LifoQueue<number>();
  await way.run(function* () {
    const getter = createTask(queue.get());
    yield* sleep(0);
    queue.putNowait(1);
    queue.putNowait(2);
    assert.equal(yield* getter, 2);
    queue.putNowait(3);
    assert.deepEqual(yield* gather([queue.get(), queue.get()]), [3, 1]);
  });
});

onEveryWayOfWaiting("LifoQueue: has a limit, join and shutdown like any queue", async (way) => {
  const queue = new LifoQueue<number>({ maxSize: 2 });
  await way.run(function* () {
    const putters = [1, 2, 3].map((n) => createTask(queue.put(n)));
    yield* sleep(1);
    assert.deepEqual(
      putters.map((task) => task.done()),
      [true, true, false],
    );
    assert.equal(`${queue}`, "<LifoQueue size:2/2>");
    assert.equal(yield* queue.get(), 2);
    yield* gather(putters);
    queue.shutdown();
    assert.deepEqual([yield* queue.get(), yield* queue.get()], [3, 1]);
    for (let i = 0; i < 3; i++) queue.taskDone();
    yield* queue.join();
    assert.throws(() => queue.getNowait(), QueueShutDown);
  });
});
