/**
 * The words of an error are not part of the contract, which error it is, is. These map the texts of both sides to one
 * name for the reason; a text that no rule knows is compared as it stands.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  [/InvalidStateError\(.*\)/, "InvalidStateError"],
  [/RuntimeError\(.*stopped before Future completed.*\)/i, "RuntimeError(stopped early)"],
  [/RuntimeError\(.*cannot await on itself.*\)/i, "RuntimeError(awaits itself)"],
  [/RuntimeError\(.*already running.*\)/i, "RuntimeError(already running)"],
  [/RuntimeError\(.*close a running event loop.*\)/i, "RuntimeError(close while running)"],
  [/RuntimeError\(.*Event loop is closed.*\)/i, "RuntimeError(closed)"],
  [/RuntimeError\(.*no running event loop.*\)/i, "RuntimeError(no running loop)"],
  [/RuntimeError\(.*does not support set_?(result|exception).*\)/i, "RuntimeError(task completes itself)"],
  [/RuntimeError\(.*enter (the )?context.*\)/i, "RuntimeError(context is entered)"],
  [/TimeoutError\(.*\)/, "TimeoutError"],
  [/BrokenBarrierError\(.*\)/, "BrokenBarrierError"],
  [/Queue(Empty|Full|ShutDown)\(.*\)/, "Queue$1"],
  [/ValueError\(.*\)/, "ValueError"],
  [/RuntimeError\(.*(un-acquired|not acquired).*\)/, "RuntimeError(not acquired)"],
  [/RuntimeError\(.*TaskGroup.* is (finished|shutting down).*\)/, "RuntimeError(group is $1)"],
  [/RuntimeError\(.*change state of (\w+) Timeout\)/, "RuntimeError(timeout is $1)"],
  [/RuntimeError\(.*timeout that is (\w+):.*\)/, "RuntimeError(timeout is $1)"],
  [/Exception in callback .*?(?=: \w+\(.*\)$|$)/, "Exception in callback"],
  [/Unhandled error in exception handler.*/, "Unhandled error in exception handler"],
  [/\bTask-\d+$/, "Task-?"],
];

const mayNeedRules = /Error\(|Queue|Exception|Unhandled|Task-/;

export function normalise(event: string): string {
  if (!mayNeedRules.test(event)) return event;
  return rules.reduce((text, [pattern, name]) => text.replace(pattern, name), event);
}
