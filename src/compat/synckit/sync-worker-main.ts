/* Where the thread of a synckit worker begins: loads its module, and calls what that gave to runAsWorker. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { IncomingCall } from "../../agents/calls/incoming-call.js";
import { supportCallsLater } from "../../agents/calls/late-support.js";
import type { Receiver } from "../../agents/calls/receiver.js";
import { loadSupport, workerLoop } from "../../agents/calls/support.js";
import { takeFirstMessage } from "../../agents/first-message.js";
import { setParent } from "../../agents/parent-link.js";
import { connectThread } from "../../agents/thread-parent.js";
import { watchForMessage } from "../../agents/transport/poller.js";
import { RuntimeError } from "../../kernel/errors.js";
import type { TargetFunction } from "../../loop/executor.js";
import { applyShims } from "./global-shims.js";
import { onRegister } from "./run-as-worker.js";
import { SETUP, type WorkerSetup } from "./worker-setup.js";

type AnyFunction = (...args: readonly unknown[]) => unknown;

/** What the worker does; why it can't, if it can't; or `null` while it is not known. */
let worker: { readonly fn: AnyFunction } | { readonly error: unknown } | null = null;
/** Calls that came before. */
const waiting = new Set<IncomingCall>();

const receiver: Receiver = {
  accept(call) {
    if (call.target.name === SETUP) {
      load(call.args[0] as WorkerSetup).then(becomeReady, (error: unknown) => becomeReady({ error }));
    } else if (worker === null) {
      waiting.add(call);
    } else {
      serve(call);
    }
  },
  withdraw(call) {
    waiting.delete(call);
  },
  urge() {},
};

export function begin(): void {
  supportCallsLater();
  takeFirstMessage((port, data) => {
    const { peer, takeIn } = connectThread(port, data, receiver);
    setParent(peer);
    takeIn();
  });
}

async function load({ path, isEsm, globalShims }: WorkerSetup): Promise<{ readonly fn: AnyFunction }> {
  let registered: AnyFunction | null = null;
  onRegister((fn) => {
    registered = fn as AnyFunction;
  });
  await applyShims(globalShims, path);
  // Runners of TypeScript hook into one of the two.
  const module: unknown = isEsm ? await import(pathToFileURL(path).href) : createRequire(path)(path);
  const fn: unknown = registered ?? (module as { default?: unknown } | null)?.default ?? module;
  if (typeof fn === "function") return { fn: fn as AnyFunction };
  throw new RuntimeError(
    `Cannot call ${path}: its module neither called runAsWorker(fn) nor exports a function as default`,
    "ERR_NO_WORKER_FUNCTION",
  );
}

function becomeReady(found: NonNullable<typeof worker>): void {
  worker = found;
  for (const call of waiting) serve(call);
  waiting.clear();
}

function serve(call: IncomingCall): void {
  if (call.lacksSupport) {
    loadSupport().then(() => serve(call));
    return;
  }
  call.onEnd = answered;
  call.begin();
  if (worker === null || "error" in worker) call.fail(worker?.error);
  else call.run(worker.fn as TargetFunction, workerLoop);
}

/** Who called is blocked until it has the answer, and often calls again. */
function answered(call: IncomingCall): void {
  watchForMessage();
  call.peer.flush();
}
