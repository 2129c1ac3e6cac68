import {
  attempt,
  cancel,
  cancelling,
  catches,
  f,
  give,
  later,
  main,
  type Rules,
  raise,
  reraise,
  self,
  sleep,
  state,
  swallow,
  t,
  task,
  uncancel,
  wait,
} from "./builders.js";
import { group, groupTask, reschedule, timeout, timeoutState, useEagerTasks } from "./layer-builders.js";

export const scopeRules: Rules = {
  "a timeout cancels its body, and takes its request back": main(
    attempt([timeout(0, 2, attempt([sleep(9)], reraise(cancelling(self))))], swallow()),
    cancelling(self),
    timeoutState(0),
  ),
  "a timeout in time does nothing": main(timeout(0, 5, sleep(1)), timeoutState(0), sleep(9)),
  "a timeout without a limit does nothing": main(timeout(0, null, sleep(3), timeoutState(0))),
  "past its deadline the body runs to its first wait": main(
    attempt([timeout(0, 0, give(1))], swallow()),
    attempt([timeout(0, -1, { op: "currentTask" }, sleep(0), sleep(9))], swallow()),
  ),
  "a body that swallows the timeout's request ends normally": main(
    timeout(0, 1, attempt([sleep(9)], swallow()), sleep(1)),
    cancelling(self),
  ),
  "a cancellation from outside stays one": main(
    task(0, [timeout(0, 5, sleep(9))]),
    sleep(1),
    cancel(t(0), "m"),
    attempt([wait(t(0))], swallow()),
  ),
  "a cancellation from outside at the deadline wins": main(
    task(0, [attempt([timeout(0, 2, sleep(9))], swallow()), cancelling(self), sleep(1)]),
    later(2, cancel(t(0), "m")),
    attempt([wait(t(0))], swallow()),
  ),
  "the inner of two timeouts expires alone": main(
    timeout(0, 9, attempt([timeout(1, 1, sleep(5))], swallow()), sleep(1), timeoutState(0)),
  ),
  "two timeouts that expire at once throw one after the other": main(
    attempt([timeout(0, 2, attempt([timeout(1, 2, sleep(9))], swallow(sleep(1))))], swallow()),
    cancelling(self),
  ),
  "reschedule moves the deadline, takes it away, or makes it pass": main(
    timeout(0, 1, reschedule(0, 4), sleep(2), reschedule(0, null), sleep(5)),
    attempt([timeout(0, 1, reschedule(0, 0), sleep(5))], swallow()),
    reschedule(0, 9),
  ),
  "an error of the body passes through a timeout that expired": main(
    attempt([timeout(0, 1, attempt([sleep(9)], swallow(raise("AppError"))))], swallow()),
    cancelling(self),
  ),

  "a group waits for its tasks": main(
    group(0, groupTask(0, 0, sleep(2)), groupTask(0, 1, sleep(1))),
    state(t(0)),
  ),
  "the first error cancels the others and the body": main(
    attempt(
      [
        group(
          0,
          groupTask(0, 0, sleep(1), raise("AppError")),
          groupTask(0, 1, attempt([sleep(9)], undefined, [sleep(1)])),
          sleep(9),
        ),
      ],
      swallow(),
    ),
    cancelling(self),
    state(t(1)),
  ),
  "errors of several tasks, and of the body, are in one group": main(
    attempt(
      [
        group(
          0,
          groupTask(0, 0, attempt([sleep(9)], swallow(raise("OtherError")))),
          groupTask(0, 1, sleep(1)),
          sleep(2),
          raise("AppError"),
        ),
      ],
      swallow(),
    ),
  ),
  "a task's own CancelledError is ignored": main(
    group(0, groupTask(0, 0, raise("CancelledError")), groupTask(0, 1, sleep(9)), cancel(t(1)), sleep(1)),
  ),
  "a cancellation from outside cancels the tasks": main(
    task(0, [group(0, groupTask(0, 1, attempt([sleep(9)], undefined, [sleep(2)])), sleep(9))]),
    sleep(1),
    cancel(t(0), "m"),
    attempt([wait(t(0))], swallow()),
    state(t(1)),
  ),
  "a group that ends absorbs repeated cancels": main(
    task(0, [group(0, groupTask(0, 1, attempt([sleep(9)], undefined, [sleep(3)])))]),
    later(1, cancel(t(0))),
    later(2, cancel(t(0))),
    attempt([wait(t(0))], swallow()),
    state(t(1)),
  ),
  "errors beat a cancellation, which is delivered again": main(
    task(0, [
      attempt([group(0, groupTask(0, 1, attempt([sleep(9)], swallow(raise("AppError")))))], swallow()),
      cancelling(self),
      sleep(1),
    ]),
    sleep(1),
    cancel(t(0), "m"),
    attempt([wait(t(0))], swallow()),
  ),
  "a task can be added while the group waits, by one of its own": main(
    group(0, groupTask(0, 0, sleep(1), groupTask(0, 1, sleep(1)), sleep(0))),
    state(t(1)),
    groupTask(0, 2),
  ),
  "a group that is being aborted takes no task": main(
    attempt(
      [
        group(
          0,
          groupTask(0, 0, sleep(1), raise("AppError")),
          groupTask(0, 1, attempt([sleep(9)], undefined, [groupTask(0, 2)])),
        ),
      ],
      swallow(),
    ),
  ),
  "groups nest, and the inner one's errors are a group of the outer": main(
    attempt(
      [group(0, groupTask(0, 0, group(1, groupTask(1, 1, raise("AppError")), sleep(9))), sleep(9))],
      swallow(),
    ),
    cancelling(self),
  ),
  "a group in a timeout ends with it": main(
    attempt([timeout(0, 1, group(0, groupTask(0, 0, sleep(9))))], catches("error")),
    state(t(0)),
  ),
  "uncancel inside a group's body": main(
    task(0, [group(0, groupTask(0, 1, sleep(3)), attempt([sleep(9)], swallow(uncancel(self))), sleep(1))]),
    sleep(1),
    cancel(t(0)),
    attempt([wait(t(0))], swallow()),
  ),
  "eager tasks of a group may be done at once": main(
    useEagerTasks(true),
    attempt(
      [group(0, groupTask(0, 0, give(1)), groupTask(0, 1, raise("AppError")), sleep(0), sleep(9))],
      swallow(),
    ),
    wait(t(0)),
  ),
  "a future that is cancelled under a group's task ends that task alone": main(
    group(0, groupTask(0, 0, wait(f(0))), groupTask(0, 1, sleep(2)), sleep(1), cancel(f(0))),
    state(t(0)),
  ),
};
