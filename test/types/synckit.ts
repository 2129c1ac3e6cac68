/* Compiled, never run: what the types of the front for synckit allow and infer, as synckit's do. */
import * as synckit from "synckit";
import {
  createSyncFn,
  runAsWorker,
  type Syncify,
  type SynckitOptions,
  TsRunner,
} from "tsyncio/compat/synckit";
import { same } from "./equal.js";

type Format = (code: string, options?: { semi: boolean }) => Promise<string>;

for (const create of [createSyncFn, synckit.createSyncFn]) {
  const format = create<Format>("/worker.js");
  same<string, ReturnType<typeof format>>(true);
  same<Parameters<Format>, Parameters<typeof format>>(true);
  format("code", { semi: true });
  // @ts-expect-error an argument of another type
  format(1);
  // Without types, anything goes, as in synckit.
  const untyped = create(new URL("file:///worker.js"), 100);
  const text: string = untyped(1, "two", []);
  create("/worker.js", { timeout: text.length, execArgv: [], tsRunner: TsRunner.TSX, globalShims: true });
}

same<string, ReturnType<Syncify<Format>>>(true);
same<Syncify<Format>, synckit.Syncify<Format>>(true);
same<Parameters<typeof createSyncFn>[0], Parameters<typeof synckit.createSyncFn>[0]>(true);

// Options of synckit's are options here.
declare const options: synckit.SynckitOptions;
const ours: SynckitOptions = options;
createSyncFn("/worker.js", ours);
// @ts-expect-error no such runner
createSyncFn("/worker.js", { tsRunner: "deno" });

using disposable = createSyncFn<Format>("/worker.js");
disposable("code");

runAsWorker((x: number) => x);
runAsWorker(async (x: number, y: string) => [x, y]);
// @ts-expect-error a function is expected
runAsWorker(5);
