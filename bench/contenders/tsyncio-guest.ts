/** tsyncio as a guest of Node's loop: `loop.run` does a bounded turn of work at a time. */
import { newEventLoop } from "tsyncio";
import { serve } from "./serve.js";
import { programsOn } from "./tsyncio-programs.js";

await serve(
  programsOn(async (main) => {
    const loop = newEventLoop();
    try {
      return await loop.run(main);
    } finally {
      loop.close();
    }
  }),
);
