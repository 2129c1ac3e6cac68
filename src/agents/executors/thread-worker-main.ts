/*
 * Where a worker of a ThreadPoolExecutor begins. In Node other modules stand in the same file (see scripts/bundle.mjs), for which
 * other threads import it.
 */
import { supportCallsLater } from "../calls/late-support.js";
import { setParent } from "../parent-link.js";
import { requireBy } from "../target.js";
import { connectThread } from "../thread-parent.js";
import { WorkQueue } from "./work-queue.js";

/** @param require loads modules as Node itself does, if nothing tells it to load them in another way */
export function begin(require?: NodeJS.Require): void {
  if (require !== undefined) requireBy(require);
  const mayRequire = require !== undefined;
  const { peer, takeIn } = connectThread(
    ({ limits, claims }) => new WorkQueue(limits, claims, mayRequire, () => process.exit()),
  );
  setParent(peer);
  supportCallsLater();
  takeIn();
}
