/** tsyncio as its own loop: `runUntilComplete` blocks the thread until the program is done. */
import { newEventLoop } from "tsyncio";
import { serve } from "./serve.js";
import { programsOn } from "./tsyncio-programs.js";

await serve(
  programsOn((main) => {
    const loop = newEventLoop();
    try {
      return loop.runUntilComplete(main);
    } finally {
      loop.close();
    }
  }),
);
