/** tsyncio with plain async/await, compiled as `tsyncio/register` compiles it. */
import { readFileSync, writeFileSync } from "node:fs";
import { newEventLoop, sleep } from "tsyncio";
import { transformAsync } from "tsyncio/transform";
import type * as asyncPrograms from "./async-programs.js";
import { serve } from "./serve.js";

const source = new URL("./async-programs.js", import.meta.url);
const compiled = new URL("./async-programs.compiled.js", import.meta.url);
writeFileSync(compiled, transformAsync(readFileSync(source, "utf8"), { file: source.pathname })!.code);
const programs = (await import(compiled.href)) as typeof asyncPrograms;

const pause = () => sleep(0);

function drive(worker: Parameters<typeof programs.crowd>[0], ops: number): number {
  const loop = newEventLoop();
  try {
    return loop.runUntilComplete(() => programs.crowd(worker, ops, pause));
  } finally {
    loop.close();
  }
}

await serve({
  "async/switch": (ops) => drive(programs.switcher, ops),
  "async/call": (ops) => drive(programs.caller, ops),
  "async/call-waits": (ops) => drive(programs.waitingCaller, ops),
  "async/closure": (ops) => drive(programs.closureCaller, ops),
});
