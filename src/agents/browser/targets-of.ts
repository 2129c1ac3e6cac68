import { RuntimeError } from "../../kernel/errors.js";
import type { TargetFunction } from "../../loop/executor.js";
import { Target } from "../named-target.js";

/** The targets that a thread serves, by name. */
export type TargetsOf<T> = {
  readonly [K in keyof T]: T[K] extends TargetFunction ? Target<T[K]> : never;
};

/**
 * The targets of another thread of a browser, by the names that it gave to `serveTargets`. Only their types are imported: the
 * code stays there.
 *
 * ```ts
 * import type { targets } from "./worker.js";
 *
 * const { countPrimes } = targetsOf<typeof targets>();
 * ```
 */
export function targetsOf<T extends Readonly<Record<string, TargetFunction>>>(): TargetsOf<T> {
  return new Proxy({} as TargetsOf<T>, { get: (_object, name) => targetOf(String(name)) });
}

function targetOf(name: string): Target {
  const elsewhere = {
    [name]: () => {
      throw new RuntimeError(
        `Cannot call '${name}' here: it is a function of another thread`,
        "ERR_WRONG_THREAD",
      );
    },
  };
  return new Target("served", elsewhere[name] as TargetFunction);
}
