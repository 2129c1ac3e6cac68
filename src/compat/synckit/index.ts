export { type AnyFn, createSyncFn, type SyncFn, type Syncify } from "./create-sync-fn.js";
export { type GlobalShim, type SynckitOptions, TsRunner } from "./options.js";
export { runAsWorker } from "./run-as-worker.js";
