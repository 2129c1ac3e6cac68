import type { IncomingCall } from "../agents/calls/incoming-call.js";
import { loopReceiver } from "../agents/calls/loop-receiver.js";
import "../agents/calls/supported.js";
import { Peer } from "../agents/calls/peer.js";
import { RemoteLoop } from "../agents/remote-loop.js";
import { RuntimeError } from "../kernel/errors.js";
import type { Scheduler } from "../kernel/scheduler.js";
import { LoopbackChannel } from "./loopback-channel.js";

/**
 * A `RemoteLoop` without a thread behind it, which fails when the test says so: for code that hands calls to a thread or a
 * process, and must cope with one that dies. Calls and results are cloned as on the way to a thread; they are made in a loop
 * of this one.
 *
 * @example
 * await isolated(function* () {
 *   const remote = new FailingRemoteLoop(getRunningLoop());
 *   const work = exported("file:///work.js", function work() {});
 *   remote.callSoonThreadsafe(work);
 *   remote.end();
 *   assert.throws(() => remote.callSoonThreadsafe(work), { code: "ERR_AGENT_ENDED" });
 * })();
 */
export class FailingRemoteLoop extends RemoteLoop {
  private readonly near: Peer;
  private readonly far: Peer;
  private readonly name: string;
  private nextErrors: Error[] = [];
  private toLose = 0;
  private accepted = 0;

  /** @param loop where the calls are made that do not fail */
  constructor(loop: Scheduler, name = "a thread that a test stands for") {
    super(
      {
        send: (call, target, args, settings) => {
          const error = this.nextErrors.shift();
          if (error !== undefined) throw error;
          this.near.send(call, target, args, settings);
        },
        kill: () => this.end(),
      },
      name,
    );
    this.name = name;
    const [toFar, toNear] = [new LoopbackChannel(loop), new LoopbackChannel(loop)];
    const receiver = { ...loopReceiver, accept: (call: IncomingCall) => this.accept(call) };
    this.near = new Peer(name, toFar, loopReceiver, true);
    this.far = new Peer("the test", toNear, receiver, true);
    toFar.receive = this.far.receive;
    toNear.receive = this.near.receive;
  }

  /** How many calls have arrived. */
  get arrived(): number {
    return this.accepted;
  }

  /** Lets the next call fail where it is made; by default with the error of an agent that has ended. */
  failNext(error: Error = this.endError()): void {
    this.nextErrors.push(error);
  }

  /** Lets the next call that arrives get lost: it is never made, and has no result before {@link FailingRemoteLoop.end}. */
  loseNext(): void {
    this.toLose++;
  }

  /** Ends the thread that this stands for: calls that are under way fail with `error`, and so do all later ones. */
  end(error: Error = this.endError()): void {
    this.near.end(error);
    this.far.end(error);
  }

  private accept(call: IncomingCall): void {
    if (this.toLose > 0) {
      this.toLose--;
      return;
    }
    this.accepted++;
    loopReceiver.accept(call);
  }

  private endError(): RuntimeError {
    return new RuntimeError(`Cannot reach the loop of ${this.name}: it has ended`, "ERR_AGENT_ENDED");
  }
}
