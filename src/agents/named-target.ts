import type { TargetFunction, TargetLike } from "../loop/executor.js";

/** A function that another agent can run. Made by `exported`. */
export class Target<F extends TargetFunction = TargetFunction> implements TargetLike<F> {
  readonly url: string;
  readonly name: string;
  readonly isExport: boolean;
  /** The function itself, in this thread. */
  readonly fn: F;

  /** Programs call `exported`. */
  constructor(url: string, fn: F, exportName: string | null = null) {
    this.url = url;
    this.name = exportName ?? fn.name;
    this.isExport = exportName !== null;
    this.fn = fn;
  }

  toString(): string {
    return `${this.url}#${this.name}`;
  }
}
