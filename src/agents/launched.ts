import { pollSources } from "../drivers/bell.js";
import { RuntimeError } from "../kernel/errors.js";
import type { BegunThread } from "./begun-thread.js";
import { ENDING, OUTPUT, OUTPUT_TAKEN } from "./calls/messages.js";
import { Peer } from "./calls/peer.js";
import type { Receiver } from "./calls/receiver.js";
import { decodeThrown, type Thrown } from "./error-transfer.js";
import type { Launch, LaunchListener } from "./launch.js";
import type { AgentReport, Descriptor, StartSettings } from "./messages.js";
import type { OutputPair } from "./output-stream.js";
import type { OwnAgent } from "./own-agent.js";
import { OwnProcess } from "./own-process.js";
import { OwnThread } from "./own-thread.js";
import { type Enlisted, enlist } from "./roster.js";
import type { Batch, Channel } from "./transport/channel.js";
import { tellUncaught } from "./untaken.js";

/** The two kinds of agents. */
export type AgentKind = "thread" | "process";

/** What to launch. */
export interface LaunchPlan {
  readonly kind: AgentKind;
  /** What reports call it. */
  readonly title: string;
  readonly settings: StartSettings;
  /** Takes the calls that it makes. */
  readonly receiver: Receiver;
  /** Whether this process may end while it runs. */
  readonly daemon: boolean;
  /** Whether loops that block wait for it though no call is under way. */
  readonly isAlwaysAwake: boolean;
  /** Where goes what it prints, as far as that is to be read here. */
  readonly output?: OutputPair;
  /** Of a thread that is a worker: see executors/claims.ts. */
  readonly claims?: Int32Array;
  /** Of a thread that has begun already. */
  readonly begun?: BegunThread;
}

/** The processes that end with this one, though they may be too busy to see that it is gone. */
const daemons = new Set<number>();
let isWatchingExit = false;

function endAtExit(pid: number): void {
  daemons.add(pid);
  if (isWatchingExit) return;
  isWatchingExit = true;
  process.once("exit", () => {
    // The start, or the end, of some may not have been heard of.
    pollSources();
    for (const daemon of daemons) {
      try {
        process.kill(daemon, "SIGKILL");
      } catch {
        // It is gone already.
      }
    }
  });
}

/** An agent is told how much was read when it is this much, in bytes. */
const TAKEN_AT_ONCE = 16_384;

type Ended = AgentReport & { type: "ended" };

/** A thread or process, from its start to its end. What it is to run is sent to its {@link Launched.peer}. */
export class Launched implements Launch {
  readonly peer: Peer;
  private readonly plan: LaunchPlan;
  private readonly listener: LaunchListener;
  private readonly enlisted: Enlisted;
  private readonly channel: Channel;
  private readonly own: OwnAgent;
  private readonly thread: OwnThread | null;
  private fault: string | null = null;
  private hasEnded = false;
  private isBusy = false;
  /** What was read of what it printed, and it was not told so far. */
  private readonly taken: [stdout: number, stderr: number] = [0, 0];
  private pid = 0;
  /** What nobody has caught in a process, as it says itself. */
  private uncaught: Thrown | undefined;
  /** Whether it ends on purpose. */
  wasToldToEnd = false;

  constructor(plan: LaunchPlan, listener: LaunchListener) {
    this.plan = plan;
    this.listener = listener;
    this.enlisted = enlist(plan.daemon, (report) => this.take(report));
    const receive = (batch: Batch, isLast = true) => this.peer.receive(batch, isLast);
    if (plan.kind === "thread") {
      this.thread = new OwnThread(
        this.enlisted,
        plan.settings,
        plan.claims ?? null,
        plan.begun ?? null,
        receive,
      );
      this.own = this.thread;
    } else {
      this.thread = null;
      this.own = new OwnProcess(this.enlisted, plan.settings, receive, (error) =>
        this.killFor(`it sent what is no message (${error.message})`),
      );
    }
    this.channel = this.own.channel;
    this.peer = new Peer(
      plan.title,
      this.channel,
      this.listenTo(plan.receiver),
      plan.isAlwaysAwake,
      (isBusy) => this.setBusy(isBusy),
    );
    if (hasSink(plan, 1)) this.tellTaken(1, 0);
    if (hasSink(plan, 2)) this.tellTaken(2, 0);
    // While it runs, the warden keeps this process alive.
    this.channel.unref();
    if (!plan.isAlwaysAwake) this.channel.rest();
  }

  /** Starts it. */
  launch(): void {
    this.own.start();
  }

  /** Forgets it, instead of starting it. */
  abandon(): void {
    this.enlisted.cancel();
    this.channel.close();
    this.own.abandon();
  }

  /** Somebody waits for it: this process stays alive meanwhile. */
  hold(): void {
    this.enlisted.hold();
  }

  /** Takes back one {@link Launched.hold}. */
  release(): void {
    this.enlisted.release();
  }

  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    this.wasToldToEnd = true;
    if (!this.hasEnded) this.own.end(signal);
  }

  /** Ends it at once, and says why in the error that its calls fail with. */
  killFor(fault: string): void {
    this.fault ??= fault;
    this.kill();
  }

  /** While calls are under way, somebody waits for it. */
  private setBusy(isBusy: boolean): void {
    if (isBusy === this.isBusy) return;
    this.isBusy = isBusy;
    if (isBusy) this.hold();
    else this.release();
  }

  private take(report: AgentReport): void {
    if (report.type === "started") {
      if (this.plan.daemon) endAtExit(report.pid);
      this.pid = report.pid;
      this.listener.started?.(report.pid);
      return;
    }
    if (report.type === "output") {
      this.takeOutput(report.descriptor, report.bytes);
      return;
    }
    // What it sent before it ended may not have been looked at.
    this.channel.poll();
    if (report.type === "gone") {
      this.thread?.gone();
      return;
    }
    this.hasEnded = true;
    daemons.delete(this.pid);
    const error = this.endError(report, report.thrown ?? this.uncaught);
    const isTold = this.peer.end(error, this.wasToldToEnd);
    if (!isTold && report.thrown !== undefined) tellUncaught(this.plan.title, error.cause);
    for (const sink of this.plan.output ?? []) sink?.end();
    this.listener.ended(report.exitCode, error);
  }

  /** A thread tells of its output and its end along with its messages; a process, of what it ends by. */
  private listenTo(receiver: Receiver): Receiver {
    return {
      ...receiver,
      take: (kind, batch, at) => {
        if (kind === OUTPUT) this.takeOutput(batch[at + 1] as Descriptor, batch[at + 2] as Uint8Array);
        else if (kind === ENDING) this.says(batch[at + 1] as number, batch[at + 2] as Thrown | undefined);
        else receiver.take?.(kind, batch, at);
      },
    };
  }

  private says(exitCode: number, thrown: Thrown | undefined): void {
    if (this.thread === null) this.uncaught = thrown;
    else this.thread.says(exitCode, thrown);
  }

  /** What nobody reads here is piped since this thread's own output is: the agent inherits it. */
  private takeOutput(descriptor: Descriptor, bytes: Uint8Array): void {
    const sink = this.plan.output?.[descriptor - 1] ?? null;
    if (sink !== null) sink.add(bytes, (count) => this.tellTaken(descriptor, count));
    else (descriptor === 1 ? process.stdout : process.stderr).write(bytes);
  }

  /** It may print more. So that not each line is answered, it is told of many bytes at once; of none, that it is read at all. */
  private tellTaken(descriptor: Descriptor, bytes: number): void {
    const { taken } = this;
    const index = descriptor - 1;
    taken[index] = (taken[index] as number) + bytes;
    if (bytes > 0 && (taken[index] as number) < TAKEN_AT_ONCE) return;
    this.peer.post(OUTPUT_TAKEN, descriptor, taken[index]);
    taken[index] = 0;
  }

  private endError({ exitCode, signal }: Ended, thrown: Thrown | undefined): RuntimeError {
    const { title } = this.plan;
    const how =
      this.fault ??
      (thrown !== undefined
        ? messageOf(thrown)
        : signal !== null
          ? `killed by ${signal}`
          : this.thread !== null && this.wasToldToEnd
            ? "it was terminated"
            : `exit code ${exitCode}`);
    const message = `${title} ended before its target returned: ${how}`;
    if (thrown === undefined) return new RuntimeError(message, "ERR_AGENT_ENDED");
    return new RuntimeError(message, "ERR_AGENT_ENDED", { cause: decodeThrown(thrown, title) });
  }
}

function messageOf(thrown: Thrown): string {
  return "error" in thrown ? `${thrown.error.name}: ${thrown.error.message}` : String(thrown.value);
}

function hasSink({ output }: LaunchPlan, descriptor: Descriptor): boolean {
  return (output?.[descriptor - 1] ?? null) !== null;
}
