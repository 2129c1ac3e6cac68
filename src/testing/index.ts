export { ExplorationError } from "./explore/exploration-error.js";
export { type Exploration, type ExploreOptions, explore } from "./explore/explore.js";
export type { StrategyName } from "./explore/strategies.js";
export type { Switch } from "./explore/switches.js";
export { type HermeticOptions, hermetic } from "./hermetic/hermetic.js";
export { SeededRandom } from "./seeded-random.js";
