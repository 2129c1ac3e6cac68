/** `npm run soak`: mixed calls, cancels and killed workers for 10 minutes; nothing may be lost, and memory must stay flat. */
import { parseArgs } from "node:util";
import { draw } from "./draw.js";
import { growth } from "./memory.js";
import { soak } from "./soak.js";

/** By how much the heap may grow from the second third of the time to the last. */
const MOST_GROWTH = 0.1;

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seed: { type: "string", default: "1" } },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error(`soak: --minutes ${values.minutes} is no number of minutes`);
  process.exit(2);
}
let told = 0;
const report = await soak({
  duration: minutes * 60_000,
  seed: Number(values.seed),
  onProgress(at, { started, lost, wrong }) {
    const line = `${Math.round(at / 1_000)} of ${minutes * 60} s  ${started} calls, ${lost} under way, ${wrong.length} went wrong`;
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${line}`);
    else if (at - told >= 30_000) {
      told = at;
      console.error(line);
    }
  },
});
if (process.stderr.isTTY) process.stderr.write("\r\x1b[2K");
console.log(draw(report));
const { tally, samples } = report;
for (const error of tally.wrong.slice(0, 5)) console.error(error);
const heapGrowth = growth(samples, ({ heap }) => heap);
const isGood = tally.lost === 0 && tally.wrong.length === 0 && heapGrowth <= MOST_GROWTH;
console.log(isGood ? "\n  nothing was lost, memory is flat" : "\n  something was lost, went wrong, or grew");
process.exitCode = isGood ? 0 : 1;
