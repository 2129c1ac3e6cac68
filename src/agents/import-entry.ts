/* Where a thread begins that Node was told to load modules for in a way of its own: see loaders.ts. */
import { workerData } from "node:worker_threads";
import type { ThreadData } from "./messages.js";

const { entry } = workerData as ThreadData;
const { begin } = (await import(entry)) as { begin(): void };
begin();
