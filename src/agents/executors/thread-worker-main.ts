/* Where a worker of a ThreadPoolExecutor begins. */
import { setParent } from "../parent-loop.js";
import { connectThread } from "../thread-parent.js";
import { WorkQueue } from "./work-queue.js";

const { peer } = connectThread(({ limits, claims }) => new WorkQueue(limits, claims, () => process.exit()));
setParent(peer);
