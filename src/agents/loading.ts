/*
 * A thread or process begins by importing the module of its target. If that module starts another thread or process at its
 * top level, that one imports it again, and so on without end.
 */
let isLoading = false;

/** Calls `load`, which imports the module of this agent's target. */
export async function whileLoading<T>(load: () => Promise<T>): Promise<T> {
  isLoading = true;
  try {
    return await load();
  } finally {
    isLoading = false;
  }
}

/** Whether this thread or process is still importing the module of its target. */
export function isLoadingTarget(): boolean {
  return isLoading;
}
