import { type AgentOptions, toStartSettings } from "./agent-options.js";
import { loopReceiver } from "./calls/loop-receiver.js";
import type { LaunchListener } from "./launch.js";
import { type AgentKind, Launched } from "./launched.js";

/** An agent as its owner knows it. */
interface Owner {
  readonly name: string;
  readonly daemon: boolean;
}

/** A thread or process of this machine, made ready. */
export function prepareLaunch(
  owner: Owner,
  kind: AgentKind,
  entry: URL,
  options: AgentOptions,
  listener: LaunchListener,
): Launched {
  return new Launched(
    {
      kind,
      title: `${owner}`,
      settings: toStartSettings(owner.name, entry, options),
      receiver: loopReceiver,
      daemon: owner.daemon,
      isAlwaysAwake: true,
    },
    listener,
  );
}
