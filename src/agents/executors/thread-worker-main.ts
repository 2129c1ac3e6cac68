/*
 * Where a worker of a ThreadPoolExecutor begins. In Node other modules stand in the same file (see scripts/bundle.mjs), for which
 * other threads import it.
 */
import { supportCallsLater } from "../calls/late-support.js";
import { takeFirstMessage } from "../first-message.js";
import { setParent } from "../parent-link.js";
import { requireBy } from "../target.js";
import { connectThread } from "../thread-parent.js";
import { WorkQueue } from "./work-queue.js";

/** @param require loads modules as Node itself does, if nothing tells it to load them in another way */
export function begin(require?: NodeJS.Require): void {
  if (require !== undefined) requireBy(require);
  supportCallsLater();
  takeFirstMessage((port, data) => {
    const queue = new WorkQueue(data.limits, data.claims, require !== undefined, () => process.exit());
    const { peer, takeIn } = connectThread(port, data, queue);
    setParent(peer);
    takeIn();
  });
}
