/* In place of target.ts in a browser: there a thread names the targets that it serves, see browser/serve-targets.ts. */
import { RuntimeError } from "../kernel/errors.js";
import type { TargetFunction, TargetName } from "../loop/executor.js";
import { served } from "./browser/served.js";

export async function importTarget(target: TargetName): Promise<TargetFunction> {
  return requireTarget(target);
}

export function findTarget(target: TargetName): TargetFunction | undefined {
  return served.get(target.name);
}

export function requireTarget(target: TargetName): TargetFunction {
  const fn = served.get(target.name);
  if (fn !== undefined) return fn;
  throw new RuntimeError(
    `Cannot find '${target.name}' in this thread: it serves ${[...served.keys()].join(", ") || "nothing"}. Its module names ` +
      `what other threads may call: serveTargets({ ${target.name} }).`,
    "ERR_TARGET_NOT_EXPORTED",
  );
}
