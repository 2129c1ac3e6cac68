/*
 * What Node prints of an object (console.log, the prompt) is what String() says of it, not its fields: those are for nobody to
 * see. In a browser the console shows objects in its own way.
 */

import { LazyAwaitable } from "../coroutines/lazy-awaitable.js";
import { TaskGroup } from "../coroutines/task-group.js";
import { Timeout } from "../coroutines/timeout.js";
import { VirtualClock } from "../drivers/virtual-clock.js";
import { ContextVar } from "../kernel/context.js";
import { Handle } from "../kernel/handle.js";
import { EventLoop } from "../loop/event-loop.js";
import { GuestRunner } from "../loop/guest-runner.js";
import { Runner } from "../loop/runner.js";
import { Barrier } from "../sync/barrier.js";
import { LoopBound } from "../sync/loop-bound.js";

const CLASSES = [
  Barrier,
  ContextVar,
  EventLoop,
  GuestRunner,
  Handle,
  LazyAwaitable,
  LoopBound,
  Runner,
  TaskGroup,
  Timeout,
  VirtualClock,
];

for (const { prototype } of CLASSES) {
  Object.defineProperty(prototype, Symbol.for("nodejs.util.inspect.custom"), {
    value(this: unknown): string {
      return String(this);
    },
    configurable: true,
    writable: true,
  });
}
