import { runAsWorker } from "tsyncio/compat/synckit";

runAsWorker(async (value: unknown) => value);
