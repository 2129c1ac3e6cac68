import type { TargetFunction } from "../../loop/executor.js";
import { CLOSE } from "../calls/messages.js";
import { Peer } from "../calls/peer.js";
import { MainReceiver } from "../main-receiver.js";
import { setParent } from "../parent-link.js";
import { isConnect, READY } from "./handshake.js";
import { PortChannel } from "./port-channel.js";
import { served } from "./served.js";
import type { WebPort, WorkerScope } from "./web.js";

let isWaiting = false;

/**
 * Names the functions of this thread that other threads may call. Code cannot cross, and bundlers rename and move functions, so
 * that a thread of a browser finds them by these names. Called once, at the top level of a worker's module, where it also
 * lets the worker begin; and in a page, for what its threads are to call.
 * @returns `targets`; its type is for {@link targetsOf}
 * @throws TypeError if one of them is no function
 *
 * ```ts
 * // worker.ts
 * export const targets = serveTargets({ countPrimes });
 * ```
 */
export function serveTargets<T extends Readonly<Record<string, TargetFunction>>>(targets: T): T {
  for (const [name, fn] of Object.entries(targets)) {
    if (typeof fn !== "function")
      throw new TypeError(`Cannot serve '${name}': a function is expected, got ${typeof fn}`);
    served.set(name, fn);
  }
  const scope = globalThis as unknown as WorkerScope;
  if (!isWaiting && scope.DedicatedWorkerGlobalScope !== undefined) {
    isWaiting = true;
    awaitParent(scope);
  }
  return targets;
}

function awaitParent(scope: WorkerScope): void {
  const onMessage = ({ data }: { readonly data: unknown }) => {
    if (!isConnect(data)) return;
    scope.removeEventListener("message", onMessage);
    connect(data.port);
  };
  scope.addEventListener("message", onMessage);
  scope.postMessage(READY);
}

function connect(port: WebPort): void {
  const channel = new PortChannel(port, (batch) => peer.receive(batch));
  const peer = new Peer("the parent", channel, new MainReceiver(() => peer.post(CLOSE)), true);
  setParent(peer);
}
