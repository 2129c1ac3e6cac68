import { type AgentOptions, Process, type Target, type TargetFunction, Thread } from "tsyncio";

/** A kind of agent: what holds for agents holds for each. */
export interface Kind {
  readonly name: "Thread" | "Process";
  make<F extends TargetFunction>(
    target: Target<F>,
    args: Parameters<F>,
    options?: AgentOptions,
  ): Thread<F> | Process<F>;
}

export const kinds: readonly Kind[] = [
  { name: "Thread", make: (target, args, options) => new Thread(target, args, options) },
  { name: "Process", make: (target, args, options) => new Process(target, args, options) },
];
