/* In place of target.ts in a browser: there a thread names the targets that it serves, see browser/serve-targets.ts. */
import { RuntimeError } from "../kernel/errors.js";
import type { TargetFunction, TargetLike, TargetName } from "../loop/executor.js";
import { served } from "./browser/served.js";

export class Target<F extends TargetFunction = TargetFunction> implements TargetLike<F> {
  readonly url: string;
  readonly name: string;
  readonly fn: F;

  constructor(url: string, fn: F) {
    this.url = url;
    this.name = fn.name;
    this.fn = fn;
  }

  toString(): string {
    return `${this.url}#${this.name}`;
  }
}

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
