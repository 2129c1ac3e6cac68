/*
 * Where a worker of a ThreadPoolExecutor begins. In Node other modules stand in the same file (see scripts/bundle.mjs), for which
 * other threads import it.
 */
import { workerData } from "node:worker_threads";
import { loadSupportBy } from "../calls/support.js";
import type { ThreadData } from "../messages.js";
import { setParent } from "../parent-link.js";
import { connectThread } from "../thread-parent.js";
import { WorkQueue } from "./work-queue.js";

/** Whether this thread begins with this file. */
function isEntry(): boolean {
  const entry = (workerData as Partial<ThreadData> | null)?.entry;
  return entry === import.meta.url.replace(/[?#].*$/, "");
}

if (isEntry()) {
  const { peer, begin } = connectThread(
    ({ limits, claims, loadsAsNode }) => new WorkQueue(limits, claims, loadsAsNode, () => process.exit()),
  );
  setParent(peer);
  loadSupportBy(async () => (await import("../calls/full-support.js")).supportCalls());
  // Modules that are required must not find this one in the middle of its evaluation.
  queueMicrotask(begin);
}
