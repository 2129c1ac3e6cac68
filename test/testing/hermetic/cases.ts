/* Called in hermetic threads. All of it is native code that knows nothing of that. */
import { exec } from "node:child_process";
import { scrypt } from "node:crypto";
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { performance as importedPerformance } from "node:perf_hooks";
import { setTimeout as importedSetTimeout } from "node:timers";
import {
  setImmediate as nextTurn,
  scheduler,
  setInterval as ticks,
  setTimeout as wait,
} from "node:timers/promises";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { gzip } from "node:zlib";
import { type Coroutine, sleep } from "tsyncio";

const HOUR = 3_600_000;

/** The types of Node leave it out. */
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> };

/** All ways to tell the time, in milliseconds since the thread began. */
export async function clocks(): Promise<Record<string, number>> {
  await wait(HOUR);
  const [seconds, nanos] = process.hrtime();
  return {
    date: Date.now(),
    newDate: Date.parse(new Date().toISOString()),
    performance: performance.now(),
    imported: importedPerformance.now(),
    origin: performance.timeOrigin,
    hrtime: seconds * 1e3 + nanos / 1e6,
    bigint: Number(process.hrtime.bigint() / 1_000_000n),
    text: Date.parse(`${Date()}`),
  };
}

/** Waits an hour in each way that there is, and returns the ways that took an hour. */
export async function waysToWait(): Promise<string[]> {
  const ways: Record<string, () => Promise<unknown>> = {
    setTimeout: () => new Promise((resolve) => setTimeout(resolve, HOUR)),
    "node:timers": () => new Promise((resolve) => importedSetTimeout(resolve, HOUR)),
    "node:timers/promises": () => wait(HOUR),
    "scheduler.wait": () => scheduler.wait(HOUR),
    promisify: () => promisify(setTimeout)(HOUR),
    setInterval: () =>
      new Promise((resolve) => {
        let count = 0;
        const timer = setInterval(() => {
          if (++count < 60) return;
          clearInterval(timer);
          resolve(undefined);
        }, HOUR / 60);
      }),
    "setInterval of node:timers/promises": async () => {
      let count = 0;
      for await (const _ of ticks(HOUR / 4)) if (++count === 4) break;
    },
    "AbortSignal.timeout": () =>
      new Promise((resolve) => AbortSignal.timeout(HOUR).addEventListener("abort", resolve)),
    "AbortSignal.any": () =>
      new Promise((resolve) =>
        AbortSignal.any([new AbortController().signal, AbortSignal.timeout(HOUR)]).addEventListener(
          "abort",
          resolve,
        ),
      ),
  };
  const right: string[] = [];
  for (const [name, way] of Object.entries(ways)) {
    const before = Date.now();
    await way();
    if (Date.now() - before === HOUR) right.push(name);
  }
  return right;
}

/** How AbortSignal.timeout ends waits. */
export async function abortedSignals(): Promise<string[]> {
  const log: string[] = [];
  const signal = AbortSignal.timeout(60_000);
  await wait(59_999);
  log.push(signal.aborted ? "too early" : "not yet");
  await wait(1);
  const { name, code, message } = signal.reason as DOMException;
  log.push(`${name} ${code}: ${message}, at ${Date.now()}`);
  const error = await wait(HOUR, null, { signal: AbortSignal.timeout(1_000) }).catch(
    (reason) => reason as Error,
  );
  log.push(`${error?.name} by ${(error?.cause as Error | undefined)?.name}, at ${Date.now()}`);
  try {
    for await (const _ of ticks(HOUR, null, { signal: AbortSignal.timeout(1_000) })) log.push("too early");
  } catch (reason) {
    log.push(`${(reason as Error).name} by ${((reason as Error).cause as Error).name}, at ${Date.now()}`);
  }
  return log;
}

/** What AbortSignal.timeout makes of wrong delays. */
export function refusedDelays(): string[] {
  return [-1, 0.5, 2 ** 32, "a minute", undefined].map((delay) => {
    try {
      AbortSignal.timeout(delay as number);
      return `takes ${delay}`;
    } catch (error) {
      return (error as Error).message;
    }
  });
}

/** A chain of promises behind a timer, with a timer behind it. */
export async function chain(links: number): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (let link = 0; link < links; link++) await null;
    times.push(Date.now());
  }
  return times;
}

/** What each timer finds of what the one before set off. */
export function leftovers(): Promise<string[]> {
  const log: string[] = [];
  return new Promise((resolve) => {
    setTimeout(() => {
      Promise.resolve()
        .then(() => log.push("promise"))
        .then(() => log.push("promise of a promise"));
      queueMicrotask(() => log.push("microtask"));
      process.nextTick(() => log.push("tick"));
      setImmediate(() => log.push("immediate"));
      log.push("first");
    }, 10);
    setTimeout(() => {
      log.push("second");
      resolve(log);
    }, 11);
  });
}

/** Records an order that Node defines, whether time is virtual or not. */
export async function order(): Promise<string[]> {
  const log: string[] = [];
  const say = (what: string) => () => void log.push(what);
  await new Promise<void>((resolve) => {
    setTimeout(say("timeout 1"), 1);
    setTimeout(say("timeout 0"), 0);
    setTimeout(say("timeout -5"), -5);
    setTimeout(say("timeout 1.9"), 1.9);
    setTimeout(say("timeout NaN"), Number.NaN);
    setTimeout(() => {
      log.push("outer");
      process.nextTick(say("tick"));
      queueMicrotask(say("microtask"));
      Promise.resolve().then(say("promise"));
      setImmediate(() => {
        log.push("immediate");
        process.nextTick(say("tick in immediate"));
        setImmediate(say("immediate in immediate"));
        queueMicrotask(say("microtask in immediate"));
      });
      setTimeout(() => {
        log.push("inner");
        // Due together. What comes later is set only then, so that a machine that stands still can't bring it forward.
        const cleared = setTimeout(say("cleared"), 20);
        setTimeout(() => {
          log.push("first");
          clearTimeout(cleared);
          process.nextTick(say("tick of the first"));
          Promise.resolve().then(say("promise of the first"));
          setImmediate(say("immediate of the first"));
        }, 20);
        setTimeout(() => {
          log.push("second");
          process.nextTick(say("tick of the second"));
          setImmediate(() => {
            log.push("immediate of the second");
            setTimeout(resolve, 20);
          });
        }, 20);
      }, 20);
    }, 20);
  });
  return log;
}

/** `setTimeout(f, 0)`, set at the top and in a timer: it fires in both. */
export async function zeros(): Promise<number[]> {
  const times: number[] = [];
  const zero = () => new Promise<void>((resolve) => setTimeout(resolve, 0));
  await zero();
  times.push(Date.now());
  await new Promise<void>((resolve) => setTimeout(() => void zero().then(resolve), 5));
  times.push(Date.now());
  return times;
}

/** Immediates take no time. */
export async function immediates(): Promise<number> {
  for (let i = 0; i < 100; i++) await nextTurn();
  await new Promise((resolve) => setTimeout(() => setImmediate(resolve), 5));
  return Date.now();
}

/** The methods of what setTimeout returns. */
export async function timerObjects(): Promise<unknown[]> {
  const found: unknown[] = [];
  const never = setTimeout(() => found.push("must not fire"), 10);
  found.push(never.hasRef(), never.unref().hasRef(), never.ref().hasRef());
  clearTimeout(never);
  setTimeout(() => found.push("must not fire either"), 10)[Symbol.dispose]();
  (setTimeout(() => found.push("nor this"), 10) as unknown as { close(): void }).close();
  const refreshed = setTimeout(() => found.push(Date.now()), 10);
  await wait(8);
  refreshed.refresh();
  await wait(8);
  found.push("at 16");
  await wait(8);
  clearTimeout(Number(setTimeout(() => found.push("by its number"), 1)));
  await wait(8);
  return found;
}

/** Deadlines, while something real is done: it takes no virtual time. */
export async function io(
  kind: string,
  port: number,
  path: string,
): Promise<{ result: string; time: number }> {
  const work: Record<string, () => Promise<unknown>> = {
    file: () => readFile(new URL(import.meta.url)),
    gzip: () => promisify(gzip)(new Uint8Array(3_000_000)),
    scrypt: () => promisify(scrypt)("password", "salt", 64),
    digest: () => crypto.subtle.digest("SHA-256", new Uint8Array(5_000_000)),
    webAssembly: () => WebAssembly.compile(wasmOfManyFunctions(20_000)),
    lookup: () => lookup("localhost"),
    process: () => promisify(exec)("sleep 0.05"),
    worker: () =>
      new Promise((resolve) => {
        new Worker("setTimeout(() => {}, 50)", { eval: true }).once("exit", resolve);
      }),
    fetch: async () => (await fetch(`http://localhost:${port}/`)).text(),
    pipe: () => new Promise((resolve) => connect(path).once("data", resolve)),
  };
  const timer = new Promise<string>((resolve) => setTimeout(resolve, 10, "timer"));
  const done = (work[kind] as () => Promise<unknown>)().then(() => "done");
  const result = await Promise.race([timer, done]);
  return { result, time: Date.now() };
}

/** A server whose answer takes virtual time, in the thread that asks. */
export async function slowServer(): Promise<{ body: string; time: number; aborted: string }> {
  const server = createServer((_request, response) => {
    setTimeout(() => response.end("at last"), 60_000);
  });
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  const body = await (await fetch(url)).text();
  const time = Date.now();
  const error = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch((reason: Error) => reason);
  server.closeAllConnections();
  server.close();
  return { body, time, aborted: (error as Error).name };
}

/** Sees the globals and the timers of nobody else. */
export async function isolated(mark: string): Promise<{ others: unknown[]; time: number }> {
  const seen = globalThis as { marks?: string[] };
  seen.marks ??= [];
  seen.marks.push(mark);
  setInterval(() => seen.marks?.push("left behind"), 1_000);
  await wait(10);
  return { others: seen.marks, time: Date.now() };
}

/** A coroutine: it runs on a loop that is a guest of this thread. */
export function* coroutine(): Coroutine<number> {
  yield* sleep(HOUR);
  return Date.now();
}

export async function throwsLater(): Promise<void> {
  await wait(HOUR);
  throw new RangeError("too late", { cause: new Error("the cause") });
}

export function throwsInTimer(): Promise<void> {
  setTimeout(function broken() {
    throw new TypeError("in a timer");
  }, HOUR);
  return new Promise(() => {});
}

export function rejectsUnheard(): Promise<void> {
  setTimeout(() => void Promise.reject(new TypeError("unheard")), HOUR);
  return new Promise(() => {});
}

export function neverSettles(): Promise<void> {
  setTimeout(() => {}, HOUR);
  return new Promise(() => {});
}

export function waitsForCaller(): Promise<void> {
  const server = createServer().listen(0);
  return new Promise((resolve) => server.once("connection", () => resolve()));
}

export function endless(): Promise<void> {
  setInterval(() => {}, 1_000);
  return new Promise(() => {});
}

export async function waitsForAnswer(port: number): Promise<string> {
  return (await fetch(`http://localhost:${port}/never`)).text();
}

export function exits(): Promise<void> {
  process.exit();
}

export function notCloneable(): () => void {
  return () => {};
}

/** A connection that is only kept for later does not stop time. */
export async function waitsAfterFetch(port: number): Promise<number> {
  await (await fetch(`http://localhost:${port}/`)).text();
  await wait(HOUR);
  return Date.now();
}

/** A module of so many functions that do nothing. */
function wasmOfManyFunctions(count: number): Uint8Array {
  const size = (n: number) => [(n & 127) | 128, ((n >> 7) & 127) | 128, (n >> 14) & 127];
  const section = (id: number, bytes: number[]) => [id, ...size(bytes.length), ...bytes];
  const many = (bytes: number[]) => [...size(count), ...Array.from({ length: count }, () => bytes).flat()];
  const type = section(1, [1, 0x60, 0, 0]);
  return new Uint8Array([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...type,
    ...section(3, many([0])),
    ...section(10, many([2, 0, 0x0b])),
  ]);
}
