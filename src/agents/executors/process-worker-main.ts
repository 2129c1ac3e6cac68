/* Where a worker of a ProcessPoolExecutor begins. */
import "../calls/supported.js";
import { setParent } from "../parent-link.js";
import { connectProcess } from "../process-parent.js";
import { WorkQueue } from "./work-queue.js";

const limits = { concurrency: Number(process.argv[2]), maxMemory: Number(process.argv[3]) };
const { peer, close } = connectProcess(new WorkQueue(limits, null, false, () => close()));
setParent(peer);
