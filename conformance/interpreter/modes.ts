import { newEventLoop, VirtualClock } from "tsyncio";
import type { Program } from "../ir.js";
import { runCoroutine } from "./coroutine-ops.js";
import { Machine } from "./machine.js";
import { managedOps } from "./managed.js";
import { type Outcome, script } from "./script.js";
import { soloHost } from "./solo-host.js";

/** The ways of running a loop, and both kinds of coroutine; the order of events must be the same in each. */
export const modes = ["blocking", "guest", "managed"] as const;
export type Mode = (typeof modes)[number];

const runners: Record<Mode, (program: Program) => readonly string[] | Promise<readonly string[]>> = {
  blocking: (program) => traceBlocking(program, runCoroutine),
  guest: traceAsGuest,
  managed: async (program) => traceBlocking(program, (await managedOps()).runCoroutine),
};

export async function trace(program: Program, mode: Mode): Promise<readonly string[]> {
  try {
    return await runners[mode](program);
  } catch (error) {
    return [`tsyncio threw at the program: ${error instanceof Error ? error.stack : String(error)}`];
  }
}

/** A guest is given a main to run, and there is none that runs for ever. */
export function canRun(program: Program, mode: Mode): boolean {
  return mode !== "guest" || program.steps.every((step) => step.op !== "runForever");
}

function traceBlocking(program: Program, run: Machine["runCoroutine"]): readonly string[] {
  const m = newMachine(run);
  const steps = script(m, program);
  for (let next = steps.next(); !next.done; ) {
    const due = next.value;
    next = steps.next(settle(() => (due === null ? m.loop.runForever() : m.loop.runUntilComplete(due))));
  }
  return finish(m);
}

async function traceAsGuest(program: Program): Promise<readonly string[]> {
  const m = newMachine(runCoroutine);
  const steps = script(m, program);
  for (let next = steps.next(); !next.done; ) {
    const run = next.value;
    if (run === null) throw new Error("Cannot run for ever as a guest");
    next = steps.next(await settleAsync(() => m.loop.run(run, { host: soloHost })));
  }
  return finish(m);
}

function newMachine(run: Machine["runCoroutine"]): Machine {
  return new Machine(newEventLoop({ clock: new VirtualClock() }), run);
}

function finish(m: Machine): readonly string[] {
  m.logFinalStates();
  m.discard();
  return m.events;
}

function settle(run: () => unknown): Outcome {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}

async function settleAsync(run: () => PromiseLike<unknown>): Promise<Outcome> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}
