/* Where a Thread begins. */
import { workerData } from "node:worker_threads";
import { adoptBell } from "../drivers/bell.js";
import { deliverCall } from "./inbox.js";
import { Mailbox } from "./mailbox.js";
import type { AgentMessage, ThreadData } from "./messages.js";
import { setParentLink } from "./parent-loop.js";
import { runTarget, sendOutcome } from "./run-target.js";
import { writeThrough } from "./write-through.js";

const { target, args, port, bell, parentBell } = workerData as ThreadData;
adoptBell(bell);
writeThrough();

const mailbox = new Mailbox<AgentMessage, AgentMessage>(port, parentBell, (message) => {
  if (message.type === "call") deliverCall(message);
});
setParentLink(mailbox);

const outcome = await runTarget(target, args);
sendOutcome(outcome, target, (message) => mailbox.send(message));
mailbox.close();
