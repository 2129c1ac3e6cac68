/** What the sleepers of each contender take, and whether they give it back: apart from the timed rounds. */
import { type Benchmark, SLEEPERS } from "./benchmarks.js";
import { Child } from "./child.js";
import type { Contender, Runtimes } from "./contenders.js";
import type { Progress } from "./progress.js";
import type { MemoryReply } from "./protocol.js";

export async function measureMemory(
  benchmark: Benchmark,
  contenders: readonly Contender[],
  runtimes: Runtimes,
  progress: Progress,
): Promise<Record<string, MemoryReply>> {
  const found: Record<string, MemoryReply> = {};
  for (const contender of contenders) {
    progress.step("memory", contender.title);
    const child = await Child.start(contender.command(runtimes));
    found[contender.key] = await child.memory(benchmark, SLEEPERS);
    await child.stop();
  }
  return found;
}
