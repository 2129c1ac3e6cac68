import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { Worker } from "node:worker_threads";
import {
  exported,
  run,
  SharedBarrier,
  SharedEvent,
  type SharedHandle,
  SharedLock,
  SharedQueue,
  SharedSemaphore,
  type TargetFunction,
  Thread,
  ThreadPoolExecutor,
} from "tsyncio";
import { isOne, makeQueue, setIt } from "./fixtures/handles.js";
import { awaitEvent } from "./fixtures/meeting.js";

const url = new URL("./fixtures/handles.js", import.meta.url).href;
const handles = <F extends TargetFunction>(fn: F) => exported(url, fn);

const meetingUrl = new URL("./fixtures/meeting.js", import.meta.url).href;
const meeting = <F extends TargetFunction>(fn: F) => exported(meetingUrl, fn);

/** A thread that this package does not start, which is given `data`, and imports the package itself. */
function strangeWorker(code: string, data: unknown): Worker {
  const program = `
    import { parentPort, workerData } from "node:worker_threads";
    import { run, SharedBarrier, SharedEvent, SharedLock, SharedQueue, Thread } from "${import.meta.resolve("tsyncio")}";
    ${code}
  `;
  return new Worker(new URL(`data:text/javascript,${encodeURIComponent(program)}`), { workerData: data });
}

describe("what threads share", () => {
  test("is sent as it is, and is one object in each thread, however often it is sent", async () => {
    const lock = new SharedLock();
    assert.equal(await new Thread(handles(isOne), [lock, { nested: [lock, lock] }]).start(), true);
  });

  test("comes back in a result", async () => {
    const { queue } = await new Thread(handles(makeQueue), []).start();
    assert.ok(queue instanceof SharedQueue);
    assert.equal(queue.getSync(), "made elsewhere");
  });

  for (const way of ["blocking loop", "guest"] as const) {
    test(`is sent in a call into a loop: ${way}`, async () => {
      const event = new SharedEvent();
      const thread = new Thread(meeting(awaitEvent), [way, event]).start();
      thread.loop.callSoonThreadsafe(handles(setIt), event);
      assert.equal(await thread, true);
    });
  }

  test("is sent to a worker of an executor, and comes back", async () => {
    await using pool = new ThreadPoolExecutor({ maxWorkers: 2 });
    const lock = new SharedLock();
    assert.equal(await pool.submit(handles(isOne), lock, { nested: [lock] }), true);
    const { queue } = await pool.submit(handles(makeQueue));
    assert.equal(queue.getSync(), "made elsewhere");
  });

  test("share, from: this thread's own object for a handle is the one that it has", () => {
    const all = [
      new SharedBarrier(1),
      new SharedEvent(),
      new SharedLock(),
      new SharedQueue(),
      new SharedSemaphore(),
    ];
    for (const one of all) {
      const Class = one.constructor as unknown as { from(handle: SharedHandle): unknown };
      assert.equal(Class.from(structuredClone(one.share())), one);
    }
  });

  test("from: refuses what is no handle of its class", () => {
    const message = (what: string) => ({
      name: "TypeError",
      message: `Cannot make a SharedLock of ${what}: what share() of another one returned is expected`,
    });
    assert.throws(() => SharedLock.from(new SharedEvent().share()), message("a handle of a SharedEvent"));
    assert.throws(() => SharedLock.from({} as SharedHandle), message("[object Object]"));
    assert.throws(() => SharedLock.from(null as unknown as SharedHandle), message("null"));
  });

  for (const way of ["lock.acquireSync()", "await run(() => lock.acquire())"]) {
    test(`share: for a thread that a program starts by itself, which waits: ${way}`, async () => {
      const [lock, ready, done] = [new SharedLock(), new SharedEvent(), new SharedEvent()];
      lock.acquireSync();
      const worker = strangeWorker(
        `
          const [lock, ready, done] = [SharedLock.from(workerData[0]), ...workerData.slice(1).map(SharedEvent.from)];
          ready.set();
          ${way};
          lock.release();
          done.set();
        `,
        [lock.share(), ready.share(), done.share()],
      );
      const ended = once(worker, "exit");
      ready.waitSync();
      await run(function* () {
        lock.release();
        yield* done.wait();
        yield* lock.acquire();
      });
      lock.release();
      assert.deepEqual(await ended, [0]);
    });
  }

  test("from: refused in a thread that has met others already who know nothing of its maker", async () => {
    const worker = strangeWorker(
      `
        const own = new SharedLock();
        try {
          SharedLock.from(workerData);
        } catch (error) {
          parentPort.postMessage([error.code, error.message]);
        }
      `,
      new SharedLock().share(),
    );
    const [answer] = (await once(worker, "message")) as [unknown];
    assert.deepEqual(answer, [
      "ERR_FOREIGN_THREADS",
      "Cannot use this SharedLock here: this thread shares things or starts threads already that know nothing of those " +
        "who made it, so that neither could wake the other. Receive the handle first, or start the thread with new Thread(…).",
    ]);
  });

  test("can't be cloned by hand as it is: share() is for that", () => {
    for (const shared of [new SharedLock(), new SharedEvent(), new SharedQueue()]) {
      assert.throws(() => structuredClone(shared), {
        name: "DataCloneError",
        message: /^function sendWhatShareReturns\(\) \{ ?\} could not be cloned\.$/,
      });
    }
  });
});
