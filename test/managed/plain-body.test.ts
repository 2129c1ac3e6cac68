import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { allTasks, ContextVar, currentTask, run, sleep } from "tsyncio";
import { enter, later, returned, start, startWith, threw } from "tsyncio/managed";

type Body = () => unknown;

/** The async function of `body`, as it is compiled if it awaits nothing. */
function plain(body: Body): () => PromiseLike<unknown> {
  return () => {
    const before = enter();
    if (before === null) return later(body, undefined, []);
    try {
      return returned(before, body());
    } catch (error) {
      return threw(before, error);
    }
  };
}

/** The same as it is compiled if it may await something. */
function generator(body: Body): () => PromiseLike<unknown> {
  return () =>
    startWith(
      function* () {
        return body();
      },
      undefined,
      [],
    );
}

/** An async function that waits. */
function waits(): PromiseLike<unknown> {
  return start(
    (function* () {
      yield sleep(0);
      return "waited";
    })(),
  );
}

const variable = new ContextVar<string>("variable");

/** The body of the main of a program. `make` makes an async function of a body. */
const programs: Readonly<
  Record<string, (make: typeof plain, log: (entry: unknown) => void) => Generator<unknown, void, unknown>>
> = {
  *"it has run when the call returns"(make, log) {
    const call = make(() => log("body"))();
    log("called");
    yield call;
  },
  *"a call that waits, and that it returns, is a part of the task that awaits both"(make, log) {
    let ran = 0;
    const task = currentTask();
    const hand = make(() => waits());
    log(yield make(() => hand())());
    log(currentTask() === task);
    log(allTasks().size);
    log(ran++);
  },
  *"a call that it begins and leaves alone is a task"(make, log) {
    yield make(() => {
      waits();
    })();
    log(allTasks().size);
    yield sleep(0);
    yield sleep(0);
    log(allTasks().size);
  },
  *"what it sets is its caller's"(make, log) {
    yield make(() => {
      variable.set("set");
    })();
    log(variable.get("unset"));
  },
  *"what it sets before it returns a call that waits is its caller's once that is awaited"(make, log) {
    const call = make(() => {
      variable.set("set");
      return waits();
    })();
    log(variable.get("unset"));
    yield call;
    log(variable.get("unset"));
  },
  *"what it sets is its own if it is not awaited"(make, log) {
    const call = make(() => {
      variable.set("set");
      return waits();
    })();
    yield sleep(0);
    log(variable.get("unset"));
    yield call;
    log(variable.get("unset"));
  },
  *"what it throws is thrown where it is awaited"(make, log) {
    const call = make(() => {
      throw new Error("thrown");
    })();
    log("called");
    try {
      yield call;
    } catch (error) {
      log((error as Error).message);
    }
  },
};

describe("an async function that awaits nothing does what one does that might", () => {
  for (const [name, program] of Object.entries(programs)) {
    test(name, async () => {
      const logs = [plain, generator].map(async (make) => {
        const entries: unknown[] = [];
        await run(() => start(program(make, (entry) => entries.push(entry))));
        return entries;
      });
      const [first, second] = await Promise.all(logs);
      assert.deepEqual(first, second);
      assert.ok((first as unknown[]).length > 0);
    });
  }
});

test("where no task runs, its body runs when the call is given to a loop", async () => {
  let ran = 0;
  const call = plain(() => ++ran)();
  assert.equal(ran, 0);
  assert.equal(await run(() => call), 1);
});
