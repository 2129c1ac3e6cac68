/** Refuses a function, or anything else, where a target is expected. */
export function checkTarget(target: unknown, doing: string): void {
  const named = target as { readonly url?: unknown; readonly name?: unknown } | null | undefined;
  if (typeof named?.url === "string" && typeof named.name === "string") return;
  const what = typeof target === "function" ? `the function '${target.name}'` : String(target);
  throw new TypeError(
    `Cannot ${doing} ${what}: a target is expected. Name the function with exported(import.meta.url, fn).`,
  );
}
