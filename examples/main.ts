/* `npm start`: the default and the four cases of the README, one after the other, in plain async/await. */
import { styleText } from "node:util";
import * as byDefault from "./default.js";
import * as frameworks from "./frameworks.js";
import * as processes from "./processes.js";
import { milliseconds, print } from "./report.js";
import * as testing from "./testing.js";
import * as threads from "./threads.js";

const cases = [
  { title: "By default: run(main), and no loop in sight", main: byDefault.main },
  { title: "A thread makes, sets, runs and closes a loop of its own", main: threads.main },
  { title: "A framework owns the main loop, or calls you synchronously", main: frameworks.main },
  { title: "Processes, each with a loop of its own", main: processes.main },
  { title: "Tests with one loop each, in virtual time", main: testing.main },
];

const colors = process.stdout.isTTY && process.stdout.hasColors();
const style = (format: "bold" | "green" | "red", text: string) => (colors ? styleText(format, text) : text);

const began = performance.now();
let failed = 0;
for (const [index, { title, main }] of cases.entries()) {
  console.log(style("bold", `\n${index + 1}/${cases.length}  ${title}`));
  const start = performance.now();
  try {
    await main(print);
    console.log(`  ${style("green", "ok")}, ${milliseconds(performance.now() - start)}`);
  } catch (error) {
    failed++;
    console.log(`  ${style("red", "FAILED")}: ${error instanceof Error ? error.message : error}`);
  }
}
const time = ((performance.now() - began) / 1000).toFixed(1);
console.log(`\n${cases.length - failed} of ${cases.length} did what they claim, in ${time} s.`);
if (failed > 0) process.exitCode = 1;
