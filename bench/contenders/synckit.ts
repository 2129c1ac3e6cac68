/** synckit: a thread that is woken by a message, and wakes its caller through shared memory. */
import { createSyncFn } from "synckit";
import { blockingPrograms } from "./blocking-programs.js";
import { packageVersion } from "./package-version.js";
import { serve } from "./serve.js";

await serve(
  blockingPrograms(createSyncFn(new URL("../workers/echo-synckit.js", import.meta.url)), "synckit"),
  await packageVersion("synckit"),
);
