import type { Readable } from "node:stream";
import type { TargetFunction } from "../loop/executor.js";
import { Agent } from "./agent.js";
import { type AgentOptions, checkSettings, toStartSettings } from "./agent-options.js";
import { loopReceiver } from "./calls/loop-receiver.js";
import "./calls/supported.js";
import type { Launch, LaunchListener } from "./launch.js";
import { type AgentKind, Launched } from "./launched.js";
import type { Target } from "./named-target.js";
import { isPiped } from "./output-options.js";
import { type OutputPair, outputStreams } from "./output-stream.js";

/** A thread or process that Node has started. */
export abstract class LocalAgent<F extends TargetFunction> extends Agent<F> {
  /**
   * What it prints, if its option `stdout` is `"pipe"`: it may be read at any time, and what is not read is kept. Once somebody reads,
   * `process.stdout.write` over there returns `false` when more than 64 kB are not read, until there is room again.
   */
  readonly stdout: Readable | null;
  /** The same for its errors. */
  readonly stderr: Readable | null;
  private readonly output: OutputPair;
  private readonly options: AgentOptions;

  /** Programs make a {@link Thread} or a {@link Process}. */
  constructor(kind: string, target: Target<F>, args: Parameters<F>, options: AgentOptions, number: number) {
    super(kind, target, args, options, number);
    this.options = options;
    checkSettings(`a ${kind}`, options);
    isPiped(`a ${kind}`, options);
    const streams = outputStreams(options);
    [this.stdout, this.stderr] = streams;
    this.output = streams;
  }

  /** @internal */
  protected abstract readonly kind: AgentKind;

  /** @internal The module that it begins with. */
  protected abstract readonly entry: URL;

  /** @internal */
  protected override prepare(listener: LaunchListener): Launch {
    return new Launched(
      {
        kind: this.kind,
        title: this.toString(),
        settings: toStartSettings(this.name, this.entry, this.options),
        receiver: loopReceiver,
        daemon: this.daemon,
        isAlwaysAwake: true,
        output: this.output,
      },
      listener,
    );
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
