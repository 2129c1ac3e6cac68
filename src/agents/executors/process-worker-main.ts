/* Where a worker of a ProcessPoolExecutor begins. */
import { setParent } from "../parent-loop.js";
import { connectProcess } from "../process-parent.js";
import { WorkQueue } from "./work-queue.js";

const concurrency = Number(process.argv[2]);
const { peer, close } = connectProcess(new WorkQueue(concurrency, null, () => close()));
setParent(peer);
