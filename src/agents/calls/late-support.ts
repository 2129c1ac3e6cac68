import { requireFile } from "../target.js";
import type * as support from "./full-support.js";
import { loadSupportBy } from "./support.js";

/** Where this thread is to begin soon: what only some calls need is loaded when one of them comes. */
export function supportCallsLater(): void {
  loadSupportBy(
    async () => (await import("./full-support.js")).supportCalls(),
    () => {
      const url = new URL("./full-support.js", import.meta.url);
      (requireFile(url.href) as typeof support).supportCalls();
    },
  );
}
