/* A call of an async function begins in its caller's step, and goes on with the variables and stores with which it began. */
import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { ContextVar, type Coroutine, copyContext, createTask, sleep } from "tsyncio";
import { type Body, managed } from "../support/managed.js";
import { onEveryWayOfWaiting } from "../support/ways.js";

const variable = new ContextVar<string>("variable", { default: "unset" });
const storage = new AsyncLocalStorage<string>();

const setAndWait = managed(function* (value: string): Body<string> {
  variable.set(value);
  yield sleep(1);
  return variable.get();
});

const stores = managed(function* (): Body<(string | undefined)[]> {
  const seen = [storage.getStore()];
  yield sleep(1);
  seen.push(storage.getStore());
  yield sleep(0);
  seen.push(storage.getStore());
  return seen;
});

onEveryWayOfWaiting(
  "a call that becomes a task: what it sets before its first wait is its own",
  async (way) => {
    const main = managed(function* (): Body<void> {
      const a = createTask(setAndWait("a"));
      assert.equal(variable.get(), "unset");
      const b = setAndWait("b");
      variable.set("main's");
      const c = setAndWait("c");
      assert.deepEqual([yield a, yield b, yield c], ["a", "b", "c"]);
      assert.equal(variable.get(), "main's");
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting(
  "a call that becomes a task: what its caller sets afterwards it does not see",
  async (way) => {
    const read = managed(function* (): Body<string> {
      yield sleep(1);
      return variable.get();
    });
    const main = managed(function* (): Body<void> {
      const call = read();
      variable.set("later");
      assert.equal(yield createTask(call), "unset");
      const other = read();
      variable.set("later still");
      assert.equal(yield other, "later");
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting(
  "a call that becomes a task in another context: what is set there, or taken back, it does not see",
  async (way) => {
    const read = managed(function* (): Body<string> {
      yield sleep(1);
      return variable.get();
    });
    const main = managed(function* (): Body<void> {
      const token = variable.set("main's");
      const first = read();
      const second = copyContext().run(() => {
        variable.set("the context's");
        return read();
      });
      assert.deepEqual([yield first, yield second], ["main's", "the context's"]);
      const third = read();
      variable.reset(token);
      assert.deepEqual([yield third, yield read()], ["main's", "unset"]);
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("a call that is awaited shares its caller's variables", async (way) => {
  const outer = managed(function* (): Body<void> {
    yield setAndWait("inner");
    assert.equal(variable.get(), "inner");
    variable.set("outer");
  });
  const main = managed(function* (): Body<void> {
    yield outer();
    assert.equal(variable.get(), "outer");
  });
  await way.run(() => main());
});

onEveryWayOfWaiting("a call that becomes a task: its tokens are good after its first wait", async (way) => {
  const call = managed(function* (): Body<string[]> {
    const token = variable.set("mine");
    yield sleep(1);
    const seen = [variable.get()];
    variable.reset(token);
    return [...seen, variable.get()];
  });
  const main = managed(function* (): Body<void> {
    assert.deepEqual(yield createTask(call()), ["mine", "unset"]);
    assert.deepEqual(yield call(), ["mine", "unset"]);
    const foreign = variable.set("main's");
    const thief = managed(function* (): Body<void> {
      yield sleep(1);
      variable.reset(foreign);
    });
    yield sleep(0);
    const task = createTask(thief());
    yield sleep(5);
    assert.equal((task.exception() as { code?: string }).code, "ERR_TOKEN");
  });
  await way.run(() => main());
});

onEveryWayOfWaiting("a call made in a context runs in it to its end", async (way) => {
  const main = managed(function* (): Body<void> {
    const context = copyContext();
    assert.equal(yield context.run(() => setAndWait("awaited")), "awaited");
    assert.equal(context.get(variable), "awaited");
    const call = context.run(() => setAndWait("later"));
    assert.equal(variable.get(), "unset");
    yield sleep(5);
    assert.equal(yield call, "later");
    assert.equal(yield createTask(context.run(() => setAndWait("a task's"))), "a task's");
    assert.equal(variable.get(), "unset");
  });
  await way.run(() => main());
});

onEveryWayOfWaiting(
  "AsyncLocalStorage: a call keeps the store in which it was made, as in Node",
  async (way) => {
    const main = managed(function* (): Body<void> {
      const a = ["a", "a", "a"];
      assert.deepEqual(yield storage.run("a", () => stores()), a);
      const later = storage.run("a", () => stores());
      yield sleep(5);
      assert.deepEqual(yield later, a);
      assert.deepEqual(yield storage.run("a", () => createTask(stores())), a);
      const nested = managed(function* (): Body<(string | undefined)[]> {
        return yield storage.run("a", () => stores());
      });
      assert.deepEqual(yield storage.run("b", () => nested()), a);
      assert.deepEqual(yield stores(), [undefined, undefined, undefined]);
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting(
  "AsyncLocalStorage: a call does not see what its caller enters afterwards",
  async (way) => {
    const none = [undefined, undefined, undefined];
    const main = managed(function* (): Body<void> {
      const before = stores();
      const within = storage.run("a", () => stores());
      assert.deepEqual([yield before, yield within], [none, ["a", "a", "a"]]);
      const left = stores();
      storage.run("a", () => {});
      assert.deepEqual(yield left, none);
      const outer = stores();
      storage.enterWith("b");
      assert.deepEqual([yield outer, yield stores()], [none, ["b", "b", "b"]]);
    });
    await way.run(() => main());
  },
);

onEveryWayOfWaiting("what calls set, each in the other, is its caller's as each is awaited", async (way) => {
  const inner = managed(function* (): Body<void> {
    variable.set("inner's");
    yield sleep(0);
  });
  const outer = managed(function* (): Body<string> {
    variable.set("outer's");
    const call = inner();
    const before = variable.get();
    yield call;
    return `${before}, ${variable.get()}`;
  });
  const main = managed(function* (): Body<unknown[]> {
    const call = outer();
    const before = variable.get();
    return [before, yield call, variable.get()];
  });
  assert.deepEqual(await way.run(() => main()), ["unset", "outer's, inner's", "inner's"]);
});

onEveryWayOfWaiting("what a call sets and then a call in it is its own if nobody awaits it", async (way) => {
  const inner = managed(function* (): Body<void> {
    variable.set("inner's");
  });
  const outer = managed(function* (): Body<string> {
    yield inner();
    yield sleep(0);
    return variable.get();
  });
  const main = managed(function* (): Body<unknown[]> {
    const call = outer();
    yield sleep(0);
    const meanwhile = variable.get();
    return [meanwhile, yield call, variable.get()];
  });
  assert.deepEqual(await way.run(() => main()), ["unset", "inner's", "unset"]);
});

onEveryWayOfWaiting(
  "what is set beside a call, in a context or an eager task, is not the call's",
  async (way) => {
    const context = copyContext();
    const beside = managed(function* (): Body<string> {
      context.run(() => variable.set("the context's"));
      const set = function* (): Coroutine<void> {
        variable.set("the task's");
      };
      createTask(set(), { eagerStart: true, context: context.copy() });
      yield sleep(0);
      return variable.get();
    });
    const main = managed(function* (): Body<unknown[]> {
      variable.set("main's");
      const call = beside();
      yield sleep(0);
      return [yield call, yield beside(), variable.get(), context.get(variable)];
    });
    assert.deepEqual(await way.run(() => main()), ["main's", "main's", "main's", "the context's"]);
  },
);
