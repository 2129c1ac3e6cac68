import assert from "node:assert/strict";
import { test } from "node:test";
import { Context, ContextVar, type Coroutine, copyContext, currentTask, sleep } from "tsyncio";
import { onEveryWayOfWaiting, virtualLoop } from "../support/ways.js";

/** Runs `fn` in a context of its own, so that no test sets a variable of the thread. */
function inContext<T>(fn: () => T): T {
  return copyContext().run(fn);
}

test("ContextVar.get: the value, else the fallback, else the default", () => {
  inContext(() => {
    const variable = new ContextVar<string>("variable", { default: "default" });
    assert.equal(variable.get(), "default");
    assert.equal(variable.get("fallback"), "fallback");
    variable.set("value");
    assert.equal(variable.get(), "value");
    assert.equal(variable.get("fallback"), "value");
  });
});

test("ContextVar.get: undefined is a value, a fallback and a default like any other", () => {
  inContext(() => {
    const variable = new ContextVar<string | undefined>("variable");
    assert.equal(variable.get(undefined), undefined);
    variable.set(undefined);
    assert.equal(variable.get("fallback"), undefined);
    assert.equal(new ContextVar<undefined>("other", { default: undefined }).get(), undefined);
  });
});

test("ContextVar.get: without value, fallback and default is an error that names the variable", () => {
  assert.throws(() => new ContextVar<string>("lonely").get(), {
    name: "RuntimeError",
    code: "ERR_NO_VALUE",
    message: /'lonely' has no value.*set it.*fallback.*default/,
  });
});

test("ContextVar: has a name, which must be a string", () => {
  const variable = new ContextVar<number>("count");
  assert.equal(variable.name, "count");
  assert.equal(String(variable), "<ContextVar name='count'>");
  assert.throws(() => new ContextVar(5 as unknown as string), {
    name: "TypeError",
    message: /name is number, not a string/,
  });
});

test("ContextVar.reset: restores the value before the set, or none", () => {
  inContext(() => {
    const variable = new ContextVar<number>("variable");
    const first = variable.set(1);
    const second = variable.set(2);
    assert.equal(second.variable, variable);
    assert.equal(first.oldValue, undefined);
    assert.equal(second.oldValue, 1);
    variable.reset(second);
    assert.equal(variable.get(), 1);
    variable.reset(first);
    assert.equal(variable.get(-1), -1);
    assert.equal(copyContext().has(variable), false);
  });
});

test("ContextVar.reset: tokens work in any order, as in Python", () => {
  inContext(() => {
    const variable = new ContextVar<number>("variable", { default: 0 });
    const first = variable.set(1);
    const second = variable.set(2);
    variable.reset(first);
    assert.equal(variable.get(), 0);
    variable.reset(second);
    assert.equal(variable.get(), 1);
  });
});

test("ContextVar.reset: a token counts once", () => {
  inContext(() => {
    const variable = new ContextVar<number>("variable");
    const token = variable.set(1);
    variable.reset(token);
    assert.throws(() => variable.reset(token), {
      name: "RuntimeError",
      code: "ERR_TOKEN",
      message: /token has been used/,
    });
  });
});

test("ContextVar.reset: refuses another variable's token, and another context's", () => {
  inContext(() => {
    const a = new ContextVar<number>("a");
    const b = new ContextVar<number>("b");
    const token = a.set(1);
    assert.throws(() => b.reset(token), {
      name: "RuntimeError",
      code: "ERR_TOKEN",
      message: /'b'.*made by ContextVar 'a'/,
    });
    copyContext().run(() => {
      assert.throws(() => a.reset(token), {
        name: "RuntimeError",
        code: "ERR_TOKEN",
        message: /'a'.*another context/,
      });
    });
    a.reset(token);
    assert.equal(a.get(-1), -1);
  });
});

test("copyContext: takes the values of now; neither side sees what the other sets later", () => {
  inContext(() => {
    const variable = new ContextVar<number>("variable");
    variable.set(1);
    const copy = copyContext();
    variable.set(2);
    assert.equal(copy.get(variable), 1);
    copy.run(() => variable.set(3));
    assert.equal(variable.get(), 2);
    assert.equal(copy.get(variable), 3);
  });
});

test("Context: get, has, size, iteration and copy", () => {
  const a = new ContextVar<number>("a", { default: 9 });
  const b = new ContextVar<number>("b");
  const context = new Context();
  assert.equal(context.size, 0);
  assert.equal(context.get(a), undefined);
  context.run(() => {
    a.set(1);
    b.set(2);
  });
  assert.equal(context.size, 2);
  assert.equal(context.get(a), 1);
  assert.equal(context.has(a), true);
  assert.deepEqual(new Set(context), new Set([a, b]));
  const copy = context.copy();
  copy.run(() => a.set(5));
  assert.equal(context.get(a), 1);
  assert.equal(copy.get(a), 5);
});

test("new Context: is empty, whatever is current", () => {
  inContext(() => {
    const variable = new ContextVar<number>("variable");
    variable.set(1);
    new Context().run(() => assert.equal(variable.get(-1), -1));
  });
});

test("Context.run: passes arguments and results, keeps what was set, restores the outer context on an error", () => {
  inContext(() => {
    const variable = new ContextVar<string>("variable", { default: "outer" });
    const context = new Context();
    const sum = context.run((a: number, b: number) => a + b, 1, 2);
    assert.equal(sum, 3);
    assert.throws(
      () =>
        context.run(() => {
          variable.set("inner");
          throw new Error("oops");
        }),
      /oops/,
    );
    assert.equal(variable.get(), "outer");
    assert.equal(
      context.run(() => variable.get()),
      "inner",
    );
  });
});

const ENTERED = {
  name: "RuntimeError",
  code: "ERR_CONTEXT_ENTERED",
  message: /Cannot enter the context.*already entered/,
};

test("Context.run: a context can't be entered twice, at once or through another", () => {
  const context = new Context();
  const between = new Context();
  context.run(() => {
    assert.throws(() => context.run(() => {}), ENTERED);
    between.run(() => assert.throws(() => context.run(() => {}), ENTERED));
  });
  assert.equal(
    context.run(() => "free again"),
    "free again",
  );
});

onEveryWayOfWaiting("Context.run: a context in which a callback or a task runs is entered", async (way) => {
  const context = copyContext();
  const between = copyContext();
  let refused = 0;
  const tryToEnter = () => {
    assert.throws(() => context.run(() => {}), ENTERED);
    between.run(() => assert.throws(() => context.run(() => {}), ENTERED));
    assert.throws(() => context.run(() => {}), ENTERED);
    refused++;
  };
  way.loop.callSoonIn(context, tryToEnter);
  const task = way.loop.createTask(
    (function* (): Coroutine<void> {
      tryToEnter();
      yield* sleep(1);
      tryToEnter();
    })(),
    { context },
  );
  await way.run(task);
  assert.equal(refused, 3);
  assert.equal(
    context.run(() => "free"),
    "free",
  );
});

onEveryWayOfWaiting("callSoon: copies the context of the moment of the call", async (way) => {
  const { loop } = way;
  const variable = new ContextVar<string>("variable", { default: "none" });
  const log: string[] = [];
  await way.run(function* () {
    variable.set("first");
    loop.callSoon(() => {
      log.push(variable.get());
      variable.set("set by the callback");
      loop.callSoon(() => log.push(variable.get()));
    });
    loop.callLater(1, () => log.push(variable.get()));
    variable.set("second");
    loop.callAt(2, () => log.push(variable.get()));
    yield* sleep(5);
    log.push(variable.get());
  });
  assert.deepEqual(log, ["first", "set by the callback", "first", "second", "second"]);
  assert.equal(variable.get(), "none");
});

onEveryWayOfWaiting(
  "createTask: a task has a copy of its creator's context, made at creation",
  async (way) => {
    const { loop } = way;
    const variable = new ContextVar<string>("variable", { default: "none" });
    const log: string[] = [];
    function* child(): Coroutine<void> {
      log.push(`child ${variable.get()}`);
      variable.set("child's");
      yield* sleep(1);
      log.push(`child ${variable.get()}`);
    }
    await way.run(function* () {
      variable.set("at creation");
      const task = loop.createTask(child());
      variable.set("after creation");
      yield* task;
      log.push(`parent ${variable.get()}`);
    });
    assert.deepEqual(log, ["child at creation", "child child's", "parent after creation"]);
  },
);

onEveryWayOfWaiting(
  "createTask: what one task sets does not show in others that run in between",
  async (way) => {
    const { loop } = way;
    const variable = new ContextVar<number>("variable");
    function* worker(id: number): Coroutine<void> {
      variable.set(id);
      for (let i = 0; i < 5; i++) {
        yield* sleep(i % 2);
        assert.equal(variable.get(), id);
      }
    }
    const tasks = [1, 2, 3].map((id) => loop.createTask(worker(id)));
    await way.run(function* () {
      for (const task of tasks) yield* task;
    });
  },
);

onEveryWayOfWaiting("createTask: with a context, the task runs in it and not in a copy", async (way) => {
  const variable = new ContextVar<string>("variable");
  const context = new Context();
  context.run(() => variable.set("given"));
  const seen: string[] = [];
  const task = way.loop.createTask(
    (function* (): Coroutine<void> {
      seen.push(variable.get());
      variable.set("changed");
      yield* sleep(1);
      seen.push(variable.get());
    })(),
    { context },
  );
  assert.equal(task.getContext(), context);
  way.loop.callLater(0.5, () => context.run(() => variable.set("from outside")));
  await way.run(task);
  assert.deepEqual(seen, ["given", "from outside"]);
  assert.equal(variable.get("none"), "none");
});

onEveryWayOfWaiting("addDoneCallback: runs in a copy of the context in which it was added", async (way) => {
  const { loop } = way;
  const variable = new ContextVar<string>("variable", { default: "none" });
  const seen: string[] = [];
  const future = loop.createFuture();
  const given = new Context();
  given.run(() => variable.set("given"));
  inContext(() => {
    variable.set("when added");
    future.addDoneCallback(() => seen.push(variable.get()));
    future.addDoneCallback(() => seen.push(variable.get()), { context: given });
    variable.set("later");
  });
  await way.run(function* () {
    variable.set("when completed");
    future.setResult();
    yield* sleep(1);
  });
  assert.deepEqual(seen, ["when added", "given"]);
});

onEveryWayOfWaiting("yield*: a coroutine called in a task shares the task's context", async (way) => {
  const variable = new ContextVar<string>("variable", { default: "none" });
  function* inner(): Coroutine<void> {
    yield* sleep(1);
    variable.set("set by the callee");
  }
  await way.run(function* () {
    yield* inner();
    assert.equal(variable.get(), "set by the callee");
  });
});

onEveryWayOfWaiting(
  "Task.getContext: the live context of the task, whenever it is asked for",
  async (way) => {
    const variable = new ContextVar<number>("variable");
    const task = way.loop.createTask(
      (function* (): Coroutine<void> {
        variable.set(1);
        const context = currentTask()?.getContext();
        assert.equal(context?.get(variable), 1);
        variable.set(2);
        assert.equal(context?.get(variable), 2);
        yield* sleep(1);
        assert.equal(variable.get(), 2);
        variable.set(3);
        assert.equal(context?.get(variable), 3);
      })(),
    );
    await way.run(task);
    assert.equal(task.getContext().get(variable), 3);
    assert.equal(task.getContext(), task.getContext());
  },
);

onEveryWayOfWaiting(
  "Task.getContext: asked for between set and reset, the token still counts",
  async (way) => {
    const variable = new ContextVar<number>("variable");
    await way.run(function* () {
      const token = variable.set(1);
      currentTask()?.getContext();
      variable.reset(token);
      assert.equal(variable.get(-1), -1);
    });
  },
);

onEveryWayOfWaiting("Task.getContext: asked for inside another context, later sets are kept", async (way) => {
  const variable = new ContextVar<number>("variable", { default: 0 });
  await way.run(function* () {
    new Context().run(() => currentTask()?.getContext());
    variable.set(1);
    yield* sleep(0);
    assert.equal(variable.get(), 1);
  });
});

onEveryWayOfWaiting("Task.getContext: asked for by an eager child, later sets are kept", async (way) => {
  const { loop } = way;
  const variable = new ContextVar<number>("variable", { default: 0 });
  await way.run(function* () {
    const parent = currentTask();
    function* child(): Coroutine<void> {
      parent?.getContext();
    }
    yield* loop.createTask(child(), { eagerStart: true });
    variable.set(1);
    yield* sleep(0);
    assert.equal(variable.get(), 1);
  });
});

onEveryWayOfWaiting("run: what main sets stays in main's task", async (way) => {
  const variable = new ContextVar<string>("variable", { default: "none" });
  await way.run(function* () {
    variable.set("main's");
    yield* sleep(1);
    assert.equal(variable.get(), "main's");
  });
  assert.equal(variable.get(), "none");
});

test("callSoon: outside of a run, a callback has the thread's context of that moment", () => {
  inContext(() => {
    using loop = virtualLoop();
    const variable = new ContextVar<string>("variable", { default: "none" });
    variable.set("set before");
    loop.callSoon(() => {
      assert.equal(variable.get(), "set before");
      variable.set("by the callback");
      loop.stop();
    });
    variable.set("set after");
    loop.runForever();
    assert.equal(variable.get(), "set after");
  });
});
