import type { Transferable } from "node:worker_threads";
import { toStartSettings } from "../../agents/agent-options.js";
import { Call } from "../../agents/calls/call.js";
import type { Receiver } from "../../agents/calls/receiver.js";
import { Launched } from "../../agents/launched.js";
import { answerBell } from "../../drivers/bell.js";
import { RuntimeError, TimeoutError } from "../../kernel/errors.js";
import type { Settings } from "./options.js";
import { optionsFor } from "./ts-runner.js";
import { findWorkerModule, type WorkerModule } from "./worker-path.js";
import { SETUP, type WorkerSetup } from "./worker-setup.js";

const ENTRY = new URL("./sync-worker-main.js", import.meta.url);

/** A call of a worker, of which it is known whether it still runs though nobody waits for it any more. */
class WorkerCall extends Call<unknown> {
  isOver = false;

  /** The worker serves each call at once: it need not hear that this thread is blocked. */
  override onBlock(): void {}

  protected override ended(): void {
    this.isOver = true;
  }
}

/** The worker calls nothing here. */
const refusing: Receiver = {
  accept(call) {
    call.begin();
    call.fail(
      new RuntimeError("This thread waits for its worker, and takes no calls of it", "ERR_NO_PARENT"),
    );
  },
  withdraw() {},
  urge() {},
};

/**
 * The thread of a worker, which is started with the first call and lives as long as it can answer. One that has ended, or
 * that still runs a call for which nobody waits any more, is replaced by a new one for the next call.
 */
export class SyncWorker {
  private readonly module: WorkerModule;
  private readonly settings: Settings;
  private readonly execArgv: readonly string[];
  private launched: Launched | null = null;
  /** What is moved to the first thread; a second one can't have it. */
  private transferList: readonly Transferable[];
  /** The call that took too long. */
  private late: WorkerCall | null = null;
  private isClosed = false;

  /** @throws Error if the module is TypeScript that nothing here can run. */
  constructor(path: string, settings: Settings) {
    this.module = findWorkerModule(path);
    this.settings = settings;
    this.execArgv = optionsFor(this.module, settings.execArgv, settings.tsRunner);
    this.transferList = settings.transferList;
    // Its thread gets ready while the program goes on.
    this.launched = this.launch();
  }

  /** Calls the worker's function, and blocks this thread until it has returned. */
  call(args: readonly unknown[]): unknown {
    const { timeout } = this.settings;
    const call = new WorkerCall();
    this.send(call, args);
    try {
      return call.future.result(timeout);
    } catch (error) {
      if (error instanceof TimeoutError && !call.future.done()) throw this.giveUp(call, timeout as number);
      throw originOf(error);
    }
  }

  /** Ends its thread. It can't be called any more. */
  close(): void {
    this.isClosed = true;
    this.launched?.kill();
    this.launched = null;
  }

  private send(call: WorkerCall, args: readonly unknown[]): void {
    if (this.isClosed)
      throw new RuntimeError(
        `Cannot call ${this.module.path}: its worker was disposed of`,
        "ERR_AGENT_ENDED",
      );
    if (this.late !== null) this.dropLate(this.late);
    this.launched ??= this.launch();
    this.launched.peer.send(call, { url: this.module.path, name: "worker" }, args, { flags: 0 });
  }

  private launch(): Launched {
    const { path, isEsm } = this.module;
    const { globalShims } = this.settings;
    const launched = new Launched(
      {
        kind: "thread",
        title: `the worker of ${path}`,
        settings: toStartSettings("tsyncio worker", ENTRY, { execArgv: this.execArgv }),
        receiver: refusing,
        daemon: true,
        isAlwaysAwake: false,
      },
      {
        ended: () => {
          if (this.launched === launched) this.launched = null;
        },
      },
    );
    const setup: WorkerSetup = { path, isEsm, globalShims };
    launched.peer.send(null, { url: path, name: SETUP }, [setup], { flags: 0, transfer: this.transferList });
    this.transferList = [];
    launched.launch();
    return launched;
  }

  private giveUp(call: WorkerCall, timeout: number): TimeoutError {
    this.late = call;
    this.launched?.peer.forsake(call);
    call.future.cancel(`The timeout of ${timeout} ms has passed`);
    return new TimeoutError(
      `Internal error: Atomics.wait() failed: timed-out. ${this.module.path} has not answered within ${timeout} ms, the ` +
        "timeout that it was given; if it still runs at the next call, its thread is replaced.",
    );
  }

  /** A call that still runs would come between the next one and its answer. */
  private dropLate(late: WorkerCall): void {
    this.launched?.peer.reclaim(late);
    answerBell();
    this.late = null;
    if (late.isOver) return;
    this.launched?.kill();
    this.launched = null;
  }
}

/** What ended the worker's thread, rather than that it ended. */
function originOf(error: unknown): unknown {
  if (error instanceof RuntimeError && error.code === "ERR_AGENT_ENDED" && error.cause !== undefined)
    return error.cause;
  return error;
}
