import { RuntimeError } from "../../kernel/errors.js";
import { requireFile } from "../target.js";
import { loadPoolsBy } from "./pools.js";

/** Lets executors get what they do their work with when there is some. */
export function providePoolsLater(): void {
  loadPoolsBy(() => {
    try {
      requireFile(new URL("./full-pools.js", import.meta.url).href);
    } catch (cause) {
      throw new RuntimeError(
        "Cannot load what an executor needs for its first call: Node can't require() it now. If another part of the program " +
          "is just importing tsyncio, await that import before the first call; otherwise import the executor from tsyncio.",
        "ERR_EXECUTOR_NOT_LOADED",
        { cause },
      );
    }
  });
}
