import { serviceLoop } from "../executors/service-loop.js";
import { revive } from "../modules/references.js";
import { knowKinds } from "../shared/kinds.js";
import { withCarried } from "./carried-context.js";
import { follow } from "./follow.js";
import { provideSupport } from "./support.js";

/** Gives calls all that they may need. */
export function supportCalls(): void {
  knowKinds();
  provideSupport({ follow, withCarried, revive, serviceLoop });
}
