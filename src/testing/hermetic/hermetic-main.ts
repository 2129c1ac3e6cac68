/* Where a hermetic thread begins: its time is virtual before anything else is loaded. */
import { parentPort, workerData } from "node:worker_threads";
import { uncloneable } from "../../agents/calls/uncloneable.js";
import { encodeThrown } from "../../agents/error-transfer.js";
import { runTarget } from "../../agents/run-target.js";
import { DeadlockError, RuntimeError, TimeoutError } from "../../kernel/errors.js";
import { Jumps } from "./jumps.js";
import type { HermeticData, HermeticMessage, HermeticOutcome } from "./messages.js";
import { VirtualTimers } from "./virtual-timers.js";

const { url, target, args, now, timeout } = workerData as HermeticData;
const what = target === null ? url : `'${target.name}' of ${url}`;

/** What does not say that something was left open: the thread's own. */
const OWN = ["Immediate", "MessagePort"];

let isPending = true;
let isDone = false;

const timers = new VirtualTimers(now);
const jumps = new Jumps(timers, timeout, {
  isPending: () => isPending,
  idle() {
    const open = process.getActiveResourcesInfo().filter((type) => !OWN.includes(type));
    if (isPending) fail(new DeadlockError(`  ${what}, with nothing under way${listed(", open: ", open)}`));
    else if (open.length > 0) fail(leftOpen(open));
    else send({ type: "result", value: undefined });
  },
  late(inFlight) {
    fail(
      new TimeoutError(
        `${what} has not ended within ${timeout} ms of real time. Virtual time: ${timers.now - now} ms; timers set: ` +
          `${timers.size}${listed("; time waits for ", inFlight)}`,
      ),
    );
  },
});

tell({ type: "ready" });
// What nobody catches ends the thread, and says why before.
process.on("uncaughtExceptionMonitor", (error) => {
  if (process.listenerCount("uncaughtException") === 0) fail(error);
});
if (target === null) void loadModule();
else void callTarget(target);

async function loadModule(): Promise<void> {
  try {
    await import(url);
    isPending = false;
  } catch (error) {
    fail(error);
  }
}

async function callTarget(name: NonNullable<typeof target>): Promise<void> {
  try {
    const value = await runTarget(name, args);
    try {
      send({ type: "result", value });
    } catch (cause) {
      fail(uncloneable(`The result of '${name.name}' cannot be sent back`, "the result", value, cause));
    }
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  send({ type: "error", thrown: encodeThrown(error) });
}

/** Tells how it ended, the first time. */
function send(outcome: HermeticOutcome): void {
  if (isDone) return;
  tell(outcome);
  isDone = true;
  jumps.stop();
}

function tell(message: HermeticMessage): void {
  parentPort?.postMessage(message);
}

function leftOpen(open: readonly string[]): Error {
  return new RuntimeError(
    `${url} has run, but left open what would keep a program alive: ${open.join(", ")}. Close it at the end.`,
    "ERR_HERMETIC_OPEN",
  );
}

function listed(before: string, items: readonly string[]): string {
  return items.length === 0 ? "" : `${before}${[...new Set(items)].join(", ")}`;
}
