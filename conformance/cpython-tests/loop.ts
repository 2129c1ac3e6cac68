import type { Counterparts } from "./counterpart.js";
import { EVENT_LOOP_TESTS } from "./event-loops.js";

const EVENT_LOOP = "test/loop/event-loop.test.ts";
const SCHEDULER = "test/kernel/scheduler.test.ts";
const HANDLE = "test/kernel/handle.test.ts";
const CURRENT = "test/loop/current.test.ts";
const RUNNER = "test/loop/runner.test.ts";
const TO_THREAD = "test/agents/executors/to-thread.test.ts";
const LOOP_RULES = "conformance/rules/loop.ts";
const SOCKETS = "sockets, streams and servers are not there yet";

/** Tests of the loop, of what it schedules, and of what runs it. */
export const loop: Counterparts = {
  "test_base_events.py": [
    { classes: ["BaseEventTests"], why: SOCKETS },
    {
      classes: ["BaseEventLoopTests"],
      here: [
        EVENT_LOOP,
        SCHEDULER,
        "test/kernel/timer-heap.test.ts",
        "test/coroutines/task.test.ts",
        LOOP_RULES,
      ],
      lacks:
        "negative delays are an error here; no environment variable turns the debug mode on; an interrupt does not leave a callback, where an error is an error; async generators that are collected are not closed; no loop can be reached from another thread, so none checks for it; subprocesses are not there yet",
    },
    {
      classes: ["BaseEventLoopWithSelectorTests"],
      here: [SCHEDULER],
      lacks:
        "all but 2 tests (slow callbacks, and coroutine functions given as callbacks): they are about connections, datagrams and servers, which are not there yet",
    },
    { classes: ["RunningLoopTests"], here: [EVENT_LOOP, RUNNER] },
    { classes: ["BaseLoopSockSendfileTests", "TestSelectorUtils"], why: SOCKETS },
  ],
  "test_context.py": [
    {
      classes: ["DecimalContextTest"],
      here: ["test/kernel/context.test.ts", "conformance/rules/contexts.ts"],
      lacks: "JavaScript has no decimal contexts; what stands for them is a context variable",
    },
  ],
  "test_events.py": [
    {
      classes: ["HandleTests"],
      here: [HANDLE, "test/kernel/exception-report.test.ts", EVENT_LOOP],
      lacks:
        "handles keep no traceback of where they were made; weak references; texts of coroutine-like objects",
    },
    {
      classes: ["TimerTests"],
      here: [HANDLE, "test/kernel/timer-heap.test.ts"],
      lacks: "objects of JavaScript define neither a hash nor an order; texts of the debug mode",
    },
    {
      classes: ["AbstractEventLoopTests"],
      why: "there is one class of loop, and TypeScript refuses a class that leaves out a method",
    },
    {
      classes: ["PolicyTests"],
      here: [CURRENT],
      lacks:
        "there are no policies, which asyncio itself deprecates from 3.14 on: a thread has a loop, which can be set",
    },
    {
      classes: ["TestPyGetEventLoop", "TestCGetEventLoop"],
      here: [CURRENT],
      lacks: "policies that throw",
    },
    { classes: ["TestServer", "TestAbstractServer"], why: SOCKETS },
    {
      classes: EVENT_LOOP_TESTS,
      here: [EVENT_LOOP, SCHEDULER, "test/drivers/blocking.test.ts", TO_THREAD],
      lacks: `all but about a dozen tests (runs, callbacks, timers, executors, close): they are about signal handlers, file descriptors, pipes, terminals, subprocesses and connections: ${SOCKETS}, and how to wait for them is up to Node`,
    },
  ],
  "test_runners.py": [
    {
      classes: ["RunTests"],
      here: [RUNNER, "test/loop/main.test.ts", "test/coroutines/async-generators.test.ts"],
      lacks: "a run does not set the current loop; tasks of other classes that have no uncancel",
    },
    {
      classes: ["RunnerTests"],
      here: [RUNNER, "test/loop/interrupt.test.ts"],
      lacks: "a run does not set the current loop; a handler of SIGINT that can't be installed",
    },
  ],
  "test_threads.py": [
    {
      classes: ["ToThreadTests"],
      here: [TO_THREAD, "test/agents/calls/carried-context.test.ts"],
      lacks: "only the variables that are carried cross, not the whole context",
    },
  ],
};
