import { SeededRandom } from "tsyncio/testing";
import { activities, World } from "./activities.js";
import { type Sample, sampleMemory } from "./memory.js";
import { Tally } from "./tally.js";

/** How long, and what is told meanwhile. */
export interface SoakOptions {
  /** Milliseconds. */
  readonly duration: number;
  readonly seed: number;
  /** Called about once a second. */
  readonly onProgress?: (at: number, tally: Tally) => void;
}

export interface SoakReport {
  readonly tally: Tally;
  readonly samples: readonly Sample[];
  /** How many turns each activity had. */
  readonly turns: ReadonlyMap<string, number>;
}

/** The most samples of memory, and how long it is from one to the next at least, in milliseconds. */
const SAMPLES = 60;
const SHORTEST = 200;

/** Runs all activities at once for some time, then ends everything, and tells what was counted. */
export async function soak({ duration, seed, onProgress }: SoakOptions): Promise<SoakReport> {
  const tally = new Tally();
  const world = new World(tally, new SeededRandom(seed));
  const samples: Sample[] = [];
  const turns = new Map<string, number>();
  const start = performance.now();
  const isOver = () => performance.now() - start > duration;
  const timers = [
    setInterval(
      () => samples.push(sampleMemory(performance.now() - start)),
      Math.max(SHORTEST, duration / SAMPLES),
    ),
    setInterval(() => onProgress?.(performance.now() - start, tally), 1_000),
  ];
  await Promise.all(
    activities.map(async (activity) => {
      do {
        await activity(world);
        turns.set(activity.name, (turns.get(activity.name) ?? 0) + 1);
      } while (!isOver());
    }),
  );
  for (const timer of timers) clearInterval(timer);
  await world.close();
  return { tally, samples, turns };
}
