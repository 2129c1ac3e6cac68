import { exported, type Target, type TargetFunction } from "tsyncio";

/** Where the fixtures are, as agents find them. */
export const fixtures = {
  work: new URL("./fixtures/work.js", import.meta.url).href,
  failures: new URL("./fixtures/failures.js", import.meta.url).href,
  tasks: new URL("./fixtures/tasks.js", import.meta.url).href,
  calls: new URL("./fixtures/calls.js", import.meta.url).href,
};

/** Names a function of fixtures/work.ts. */
export function work<F extends TargetFunction>(fn: F): Target<F> {
  return exported(fixtures.work, fn);
}

/** Names a function of fixtures/failures.ts. */
export function failures<F extends TargetFunction>(fn: F): Target<F> {
  return exported(fixtures.failures, fn);
}

/** Names a function of fixtures/calls.ts. */
export function calls<F extends TargetFunction>(fn: F): Target<F> {
  return exported(fixtures.calls, fn);
}

/** Names a function of fixtures/tasks.ts. */
export function tasks<F extends TargetFunction>(fn: F): Target<F> {
  return exported(fixtures.tasks, fn);
}
