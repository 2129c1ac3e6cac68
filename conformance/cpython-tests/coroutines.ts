import type { Counterparts } from "./counterpart.js";

const FUTURE = "test/coroutines/future.test.ts";
const FUTURE_RULES = "conformance/rules/futures.ts";
const TASK = "test/coroutines/task.test.ts";
const TIMEOUT = "test/coroutines/timeout.test.ts";
const GATHER = "test/coroutines/gather.test.ts";
const COMBINATOR_RULES = "conformance/rules/combinators.ts";
const SCOPE_RULES = "conformance/rules/scopes.ts";
const CALL_GRAPH = "test/debugging/call-graph.test.ts";

/** Tests of futures, tasks, and what combines them. */
export const coroutines: Counterparts = {
  "test_futures.py": [
    {
      classes: ["DuckTests"],
      why: "there is one class of future; an object that has a `then` gets a future of its own (test/coroutines/host-promise.test.ts)",
    },
    {
      classes: ["CFutureTests", "CSubFutureTests", "PyFutureTests"],
      here: [
        FUTURE,
        "test/coroutines/unretrieved.test.ts",
        "test/agents/concurrent-future.test.ts",
        FUTURE_RULES,
      ],
      lacks:
        "what belongs to Python: exceptions given as classes, StopIteration, generic aliases, objects that were never initialised, crashes of the C module; futures keep no traceback of where they were made",
    },
    {
      classes: ["CFutureDoneCallbackTests", "CSubFutureDoneCallbackTests", "PyFutureDoneCallbackTests"],
      here: [FUTURE, FUTURE_RULES],
      lacks: "a comparison of callbacks that changes their list, since `===` runs no code of the program",
    },
    {
      classes: ["PyFutureInheritanceTests", "CFutureInheritanceTests"],
      why: "a constructor of JavaScript can't leave out `super()`",
    },
  ],
  "test_futures2.py": [
    {
      classes: ["CFutureTests", "PyFutureTests"],
      why: "the stack of an error is written when it is made, and does not grow when it is thrown again",
    },
    {
      classes: ["FutureReprTests"],
      why: "the text of a future names nobody who waits for it, and so can't go round in a circle",
    },
  ],
  "test_pep492.py": [
    {
      classes: ["LockTests"],
      here: ["test/sync/hold.test.ts", "test/sync/lock.test.ts"],
      lacks: "the old form of `with`, which Python itself refuses",
    },
    { classes: ["StreamReaderTests"], why: "streams are not there yet" },
    {
      classes: ["CoroutineTests"],
      here: [CALL_GRAPH, "test/debugging/await-stack.test.ts", "test/coroutines/library-coroutine.test.ts"],
      lacks:
        "`iscoroutine` and its kin; a generator does not say that it is awaited a second time, only the library's own coroutines do; where a coroutine was made is not kept",
    },
  ],
  "test_taskgroups.py": [
    {
      classes: ["TestTaskGroup"],
      here: ["test/coroutines/task-group.test.ts", "test/coroutines/exception-group.test.ts", SCOPE_RULES],
      lacks: "exceptions that are no `Exception` and so pass by a group: in JavaScript an error is an error",
    },
  ],
  "test_tasks.py": [
    {
      classes: [
        "CTask_CFuture_Tests",
        "CTask_CFuture_SubclassTests",
        "CTaskSubclass_PyFuture_Tests",
        "PyTask_CFutureSubclass_Tests",
        "CTask_PyFuture_Tests",
        "PyTask_CFuture_Tests",
        "PyTask_PyFuture_Tests",
        "PyTask_PyFuture_SubclassTests",
      ],
      here: [
        TASK,
        "test/coroutines/cancel.test.ts",
        "test/coroutines/ensure-future.test.ts",
        "test/coroutines/as-completed.test.ts",
        "test/coroutines/wait.test.ts",
        "test/coroutines/shield.test.ts",
        "test/coroutines/sleep.test.ts",
        "test/coroutines/unretrieved.test.ts",
        CALL_GRAPH,
        "conformance/rules/tasks.ts",
        "conformance/rules/cancel.ts",
        COMBINATOR_RULES,
      ],
      lacks:
        "what belongs to Python: `__context__` and tracebacks of exceptions, generic aliases, `iscoroutinefunction`, what yields other things than futures, reference counts and crashes of the C module; the text of a task does not say where it waits, which `getStack` does",
    },
    {
      classes: ["CTask_Future_Tests"],
      why: "about the C module's calls into a subclass of the Python class",
    },
    {
      classes: ["PyIntrospectionTests", "CIntrospectionTests"],
      why: "about the hooks for tasks of other implementations; there is one, and what `currentTask` and `allTasks` say of it is in test/coroutines/loop-tasks.test.ts",
    },
    {
      classes: ["PyCurrentLoopTests", "CCurrentLoopTests"],
      here: ["test/coroutines/loop-tasks.test.ts", "conformance/rules/loop.ts"],
    },
    {
      classes: ["GenericTaskTests"],
      why: "there is no C module that could be missing; that Task is a Future, the compiler checks",
    },
    {
      classes: ["FutureGatherTests", "CoroutineGatherTests"],
      here: [GATHER, COMBINATOR_RULES],
      lacks:
        "gathering outside of a run in the thread's current loop; the environment variable of the debug mode",
    },
    {
      classes: ["RunCoroutineThreadsafeTests"],
      here: ["test/agents/run-coroutine-threadsafe.test.ts"],
    },
    { classes: ["SleepTests"], here: ["test/coroutines/sleep.test.ts", "conformance/rules/loop.ts"] },
  ],
  "test_timeouts.py": [
    {
      classes: ["TimeoutTests"],
      here: [TIMEOUT, SCOPE_RULES, "test/to-string.test.ts"],
    },
  ],
  "test_waitfor.py": [
    {
      classes: ["AsyncioWaitForTest"],
      here: [TIMEOUT, COMBINATOR_RULES, SCOPE_RULES],
      lacks: "races with the task that 3.11 makes of a coroutine: as in 3.12, `waitFor` makes none",
    },
  ],
};
