/* Compiled, never run: what the types of executors, module views and their calls allow and infer. */
import type { Readable } from "node:stream";
import {
  type CallOptions,
  ConcurrentFuture,
  type Coroutine,
  exported,
  futuresAsCompleted,
  getRunningLoop,
  type LazyAwaitable,
  move,
  type PoolExecutor,
  type PoolStatistics,
  ProcessPoolExecutor,
  parentLoop,
  type RemoteStream,
  runCoroutineThreadsafe,
  sleep,
  ThreadPoolExecutor,
  toThread,
  waitForFutures,
} from "tsyncio";
import { same } from "./equal.js";

interface Image {
  readonly width: number;
}

// A module, as its view knows it.
export const VERSION = 1;
export function resize(image: Image, width = 100): Image {
  return { width: Math.min(image.width, width) };
}
export async function load(path: string): Promise<Image> {
  return { width: path.length };
}
export function* render(image: Image): Coroutine<string> {
  yield* sleep(1);
  return String(image.width);
}
export async function* lines(path: string): AsyncGenerator<string> {
  yield path;
}
export function watch(
  path: string,
  options: { onChange: (path: string) => unknown; signal: AbortSignal },
): void {
  options.onChange(path);
}
export function identity<T>(value: T): T {
  return value;
}

type Module = {
  VERSION: typeof VERSION;
  resize: typeof resize;
  load: typeof load;
  render: typeof render;
  lines: typeof lines;
  watch: typeof watch;
};

const pool = new ThreadPoolExecutor({ maxWorkers: 2, maxMemoryPerChild: 2 ** 28 });
const image: Image = { width: 5 };
const resizeTarget = exported(import.meta.url, resize);
const loadTarget = exported(import.meta.url, load);
const renderTarget = exported(import.meta.url, render);

// Executors.
same<true, typeof pool extends PoolExecutor ? true : false>(true);
new ProcessPoolExecutor({
  initializer: loadTarget,
  initargs: ["x"],
  resourceLimits: { maxOldGenerationSizeMb: 64 },
});
// @ts-expect-error no such option
new ThreadPoolExecutor({ workers: 2 });
// @ts-expect-error an initializer is named by exported()
new ThreadPoolExecutor({ initializer: load });
same<Readable | null, typeof pool.stdout>(true);
same<Readable | null, ProcessPoolExecutor["stderr"]>(true);
new ThreadPoolExecutor({ stdout: "pipe", stderr: "ignore" });
// @ts-expect-error no such way
new ThreadPoolExecutor({ stdout: "file" });
// @ts-expect-error the streams are the executor's
pool.stdout = null;
same<PoolStatistics, ReturnType<typeof pool.statistics>>(true);
same<ConcurrentFuture<void>, ReturnType<typeof pool.shutdown>>(true);
same<ConcurrentFuture<void>, ReturnType<typeof pool.whenRoom>>(true);

// submit: the arguments are the function's, the result what it gives in the end.
const resized = pool.submit(resizeTarget, image);
same<ConcurrentFuture<Image>, typeof resized>(true);
const loaded = pool.submit(loadTarget, "path");
same<ConcurrentFuture<Image>, typeof loaded>(true);
const rendered = pool.submitWith({ timeout: 5, grace: 1 }, renderTarget, image);
same<ConcurrentFuture<string>, typeof rendered>(true);
pool.submit(resizeTarget, image, 50);
// @ts-expect-error an argument of another type
pool.submit(resizeTarget, "image");
// @ts-expect-error an argument is missing
pool.submit(resizeTarget);
// @ts-expect-error one argument too many
pool.submit(loadTarget, "path", 1);
// @ts-expect-error a function is named by exported()
pool.submit(resize, image);
// @ts-expect-error no such option
pool.submitWith({ deadline: 5 }, renderTarget, image);
same<CallOptions, Parameters<typeof pool.submitWith>[0]>(true);

// map: items go in, results come out, blocking or not.
export async function maps(): Promise<void> {
  for await (const result of pool.map(renderTarget, [image])) same<string, typeof result>(true);
  for (const result of pool.map(loadTarget, new Set(["a"]), { buffer: 2 })) same<Image, typeof result>(true);
  for await (const result of pool.map(loadTarget, lines("x"))) same<Image, typeof result>(true);
  // @ts-expect-error items of another type
  pool.map(renderTarget, ["image"]);
}

// Loops.
export function* inLoop(): Coroutine<void> {
  const threaded = toThread(renderTarget, image);
  same<LazyAwaitable<string>, typeof threaded>(true);
  const result = yield* threaded;
  same<string, typeof result>(true);
  const ran = yield* getRunningLoop().runInExecutor(pool, resizeTarget, image);
  same<Image, typeof ran>(true);
  const own = yield* getRunningLoop().runInExecutor(null, loadTarget, "path");
  same<Image, typeof own>(true);
  const called = yield* runCoroutineThreadsafe(renderTarget, [image], parentLoop(), { timeout: 5 });
  same<string, typeof called>(true);
  // @ts-expect-error an argument of another type
  runCoroutineThreadsafe(renderTarget, ["image"], parentLoop());
  // @ts-expect-error an argument of another type
  toThread(renderTarget, "image");
  getRunningLoop().setDefaultExecutor(pool);
}

// Views of modules.
const api = pool.module<Module>(new URL("./work.js", import.meta.url), { pin: true });
export async function views(signal: AbortSignal): Promise<void> {
  const one = await api.resize(image);
  same<Image, typeof one>(true);
  const blocking = api.load.sync("path");
  same<Image, typeof blocking>(true);
  const text = await api.render.with({ timeout: 5, signal })(image);
  same<string, typeof text>(true);
  const stream = await api.lines("path");
  same<RemoteStream<string>, typeof stream>(true);
  for await (const line of stream) same<string, typeof line>(true);
  for (const line of api.lines.sync("path")) same<string, typeof line>(true);
  const nothing = await api.watch("path", { onChange: (path) => path.length, signal });
  same<void, typeof nothing>(true);
  // @ts-expect-error a callback of another type
  api.watch("path", { onChange: (path: number) => path, signal });
  // @ts-expect-error what is no function is not there
  api.VERSION;
  // @ts-expect-error no such function
  api.resice(image);
  // @ts-expect-error an argument of another type
  api.resize.sync("image");
  // @ts-expect-error no such option
  api.resize.with({ deadline: 5 });
}

// move: what it marks keeps its type.
const bytes = move(new Uint8Array(8));
same<Uint8Array<ArrayBuffer>, typeof bytes>(true);
const parts = move({ bytes: new Uint8Array(8) }, [bytes.buffer]);
same<{ bytes: Uint8Array<ArrayBuffer> }, typeof parts>(true);
// @ts-expect-error a text can't be transferred
move({ text: "x" }, ["x"]);

// Futures.
const future = new ConcurrentFuture<number>();
same<number, ReturnType<typeof future.result>>(true);
same<Error | null, ReturnType<typeof future.exception>>(true);
future.addDoneCallback((done) => same<ConcurrentFuture<number>, typeof done>(true));
// @ts-expect-error a result of another type
future.setResult("5");
// @ts-expect-error an Error is expected
future.setException("broken");
const { done, notDone } = waitForFutures([future], { returnWhen: "FIRST_COMPLETED", timeout: 5 });
same<Set<ConcurrentFuture<number>>, typeof done>(true);
same<Set<ConcurrentFuture<number>>, typeof notDone>(true);
for (const next of futuresAsCompleted([future])) same<ConcurrentFuture<number>, typeof next>(true);
// @ts-expect-error no such condition
waitForFutures([future], { returnWhen: "SOMETIME" });
