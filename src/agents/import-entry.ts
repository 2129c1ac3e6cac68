/* Where a thread begins that Node was told to load modules for in a way of its own: see loaders.ts. */
import { workerData } from "node:worker_threads";

const { begin } = (await import(workerData as string)) as { begin(): void };
begin();
