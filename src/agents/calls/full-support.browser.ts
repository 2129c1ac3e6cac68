/* In place of full-support.ts in a browser, where there are no executors and no references, and threads share no locks and queues. */
import { withCarried } from "./carried-context.js";
import { follow } from "./follow.js";
import { type CallSupport, provideSupport } from "./support.js";

export function supportCalls(): void {
  provideSupport({ follow, withCarried } as CallSupport);
}
