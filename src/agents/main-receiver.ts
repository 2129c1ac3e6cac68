import type { IncomingCall } from "./calls/incoming-call.js";
import { loopReceiver } from "./calls/loop-receiver.js";
import "./calls/supported.js";
import { MAIN } from "./calls/messages.js";
import type { Receiver } from "./calls/receiver.js";
import { runTarget } from "./run-target.js";

/** Takes the calls of an agent: the first runs the target that it was started for, the others go to the loop. */
export class MainReceiver implements Receiver {
  readonly take: Receiver["take"];
  private readonly whenDone: () => void;

  /**
   * @param whenDone is called when the target has returned
   * @param take takes other messages
   */
  constructor(whenDone: () => void, take?: Receiver["take"]) {
    this.whenDone = whenDone;
    this.take = take;
  }

  accept(call: IncomingCall): void {
    if ((call.flags & MAIN) === 0) {
      loopReceiver.accept(call);
      return;
    }
    call.begin();
    runTarget(call.target, call.args, call.context)
      .then((result) => call.succeed(result))
      .catch((error: unknown) => call.fail(error))
      .finally(() => {
        call.peer.flush();
        this.whenDone();
      });
  }

  withdraw(call: IncomingCall): void {
    loopReceiver.withdraw(call);
  }

  urge(call: IncomingCall): void {
    loopReceiver.urge(call);
  }
}
