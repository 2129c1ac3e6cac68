/* Where a Process begins. */
import { deliverCall } from "./inbox.js";
import type { AgentMessage, ProcessData } from "./messages.js";
import { setParentLink } from "./parent-loop.js";
import { runTarget, sendOutcome } from "./run-target.js";

const send = (message: AgentMessage) => {
  process.send?.(message);
};
setParentLink({ send });

// Whoever started it is gone, and with it the reason to go on.
const orphaned = () => process.exit(1);
process.once("disconnect", orphaned);

process.once("message", async ({ target, args }: ProcessData) => {
  process.on("message", (message: AgentMessage) => {
    if (message.type === "call") deliverCall(message);
  });
  const outcome = await runTarget(target, args);
  sendOutcome(outcome, target, (message) => {
    process.send?.(message, () => process.exit());
  });
});
