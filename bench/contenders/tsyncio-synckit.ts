/** tsyncio's front for synckit, whose calls are the blocking calls of threads. */
import { createSyncFn } from "tsyncio/compat/synckit";
import { blockingPrograms } from "./blocking-programs.js";
import { serve } from "./serve.js";

await serve(
  blockingPrograms(createSyncFn(new URL("../workers/echo-tsyncio.js", import.meta.url)), "tsyncio-synckit"),
);
