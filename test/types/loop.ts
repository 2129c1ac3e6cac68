/* Compiled, never run: what the types of loops, runs and contexts allow and infer. */
import {
  Context,
  ContextVar,
  type Coroutine,
  type copyContext,
  EventLoop,
  type ExceptionContext,
  type Future,
  GuestRunner,
  type getEventLoop,
  type getRunningLoop,
  type Handle,
  type Host,
  newEventLoop,
  Runner,
  run,
  runSync,
  setEventLoop,
  sleep,
  type Task,
  type TimerHandle,
  type Token,
  VirtualClock,
} from "tsyncio";
import { same } from "./equal.js";

declare const loop: EventLoop;
declare const context: Context;
declare function work(): Coroutine<Date>;

// A callback's arguments are checked against its parameters.
function greet(name: string, times: number): string {
  return name.repeat(times);
}
same<Handle, ReturnType<typeof loop.callSoon>>(true);
same<TimerHandle, ReturnType<typeof loop.callLater>>(true);
same<TimerHandle, ReturnType<typeof loop.callAt>>(true);
loop.callSoon(greet, "a", 1);
loop.callSoonIn(context, greet, "a", 1);
loop.callSoonThreadsafe(greet, "a", 1);
loop.callLater(5, greet, "a", 1);
loop.callAt(5, greet, "a", 1);
loop.callSoon(() => {});
loop.callSoon((a: number, b?: string) => [a, b], 1);
// @ts-expect-error an argument is missing
loop.callSoon(greet, "a");
// @ts-expect-error one argument too many
loop.callSoon(greet, "a", 1, 2);
// @ts-expect-error an argument of another type
loop.callSoon(greet, 1, 1);
// @ts-expect-error an argument of another type
loop.callLater(5, greet, "a", "b");
// @ts-expect-error the delay comes first
loop.callLater(greet, 5);
// @ts-expect-error the delay comes first
loop.callAt(() => {}, 5);
// @ts-expect-error the context comes first
loop.callSoonIn(greet, "a", 1);
// @ts-expect-error the result of a call is no callback
loop.callSoon(greet("a", 1));

// Runs infer the result of main, whatever main is.
same<Promise<number>, ReturnType<typeof runsNumber>>(true);
export function runsNumber() {
  return run(function* () {
    return 1;
  });
}
const blocked = loop.runUntilComplete(function* () {
  return yield* sleep(1, "x");
});
same<string, typeof blocked>(true);
const guest = loop.run(work);
same<Promise<Date>, typeof guest>(true);
const called = runSync(work());
same<Date, typeof called>(true);
const slept = runSync(sleep(1, 5));
same<number, typeof slept>(true);
const ofPromise = run(async () => "native");
same<Promise<string>, typeof ofPromise>(true);
const ofFuture = loop.run(loop.createFuture<boolean>());
same<Promise<boolean>, typeof ofFuture>(true);
const nothing = runSync(sleep(1));
same<undefined, typeof nothing>(true);
same<void, ReturnType<typeof loop.runForever>>(true);

// @ts-expect-error main must give something to wait for
run(() => 5);
// @ts-expect-error main must give something to wait for
runSync(() => {});
// @ts-expect-error main must give something to wait for
loop.runUntilComplete(5);
// @ts-expect-error main is called without arguments
run((name: string) => sleep(1, name));
// @ts-expect-error an ordinary generator is no coroutine
run(function* () {
  yield 1;
});

// Loops and their settings.
same<EventLoop, ReturnType<typeof newEventLoop>>(true);
same<EventLoop, ReturnType<typeof getRunningLoop>>(true);
same<EventLoop, ReturnType<typeof getEventLoop>>(true);
newEventLoop({ clock: new VirtualClock({ start: 5 }), debug: true });
// @ts-expect-error a clock is an object
newEventLoop({ clock: 5 });
// @ts-expect-error no such option
newEventLoop({ colck: new VirtualClock() });
setEventLoop(null);
// @ts-expect-error null, not undefined, takes the loop away
setEventLoop(undefined);

export class MyLoop extends EventLoop {
  override defaultExceptionHandler(report: ExceptionContext): void {
    void report;
  }
}
new MyLoop().setExceptionHandler((mine) => {
  same<MyLoop, typeof mine>(true);
});
export const alsoALoop: EventLoop = new MyLoop();

loop.setExceptionHandler((given, report) => {
  same<EventLoop, typeof given>(true);
  same<ExceptionContext, typeof report>(true);
  same<string, typeof report.message>(true);
  same<unknown, typeof report.exception>(true);
  same<Task<unknown> | undefined, typeof report.task>(true);
  same<Future<unknown> | undefined, typeof report.future>(true);
  same<Handle | undefined, typeof report.handle>(true);
});
loop.setExceptionHandler(null);
// @ts-expect-error a handler is given the loop first
loop.setExceptionHandler((report: ExceptionContext) => report.message);

export const host: Host = { post() {}, postDelayed: () => () => {} };
loop.run(work, { host });
// @ts-expect-error a host posts
loop.run(work, { host: {} });

// Runners.
const runner = new Runner({ loopFactory: () => new MyLoop() });
same<Date, ReturnType<typeof runner.runSync<Date>>>(true);
same<Promise<Date>, ReturnType<typeof runner.run<Date>>>(true);

const guestRunner = new GuestRunner({ host, clock: new VirtualClock() });
same<Promise<Date>, ReturnType<typeof guestRunner.run<Date>>>(true);
guestRunner.run(work, { signal: AbortSignal.timeout(5), name: "work" });
// @ts-expect-error main must give something to wait for
guestRunner.run(() => 5);
// @ts-expect-error no such option
guestRunner.run(work, { timeout: 5 });

// Contexts.
const count = new ContextVar<number>("count", { default: 0 });
same<number, ReturnType<typeof count.get>>(true);
same<Token<number>, ReturnType<typeof count.set>>(true);
same<number | undefined, Token<number>["oldValue"]>(true);
count.set(1);
count.get(5);
count.get();
// @ts-expect-error a value of another type
count.set("1");
// @ts-expect-error a fallback of another type
count.get("1");
// @ts-expect-error a default of another type
new ContextVar<number>("count", { default: "0" });
// @ts-expect-error another variable's token
count.reset(new ContextVar<string>("other").set("x"));
same<Context, ReturnType<typeof copyContext>>(true);
const ran = context.run((a: number, b: string) => [a, b] as const, 1, "b");
same<readonly [number, string], typeof ran>(true);
same<number | undefined, ReturnType<typeof context.get<number>>>(true);
context.has(count);
// @ts-expect-error an argument of another type
context.run((a: number) => a, "1");
// @ts-expect-error a context has no other use as a function
new Context(5);
