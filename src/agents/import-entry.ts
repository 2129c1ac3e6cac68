/* Where a thread begins that Node was told to load modules for in a way of its own: see loaders.ts. */
import { workerData } from "node:worker_threads";
import type { ThreadStart } from "./messages.js";

const { entry } = workerData as ThreadStart;
const { begin } = (await import(entry)) as { begin(): void };
begin();
