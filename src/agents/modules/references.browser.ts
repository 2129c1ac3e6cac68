/* In place of references.ts in a browser, where there are no remote modules, and so no references. */
export function revive(args: readonly unknown[]): readonly unknown[] {
  return args;
}
