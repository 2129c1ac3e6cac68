import type { Program } from "./ir.js";
import { nodesOf } from "./tree.js";

/** What to look for in CPython's traces, to know whether programs are worth running. */
const sights: readonly (readonly [string, RegExp])[] = [
  ["a cancel delivered", /^\d+ #\d+ ! CancelledError/],
  ["an error delivered", /^\d+ #\d+ ! (App|Other)Error/],
  ["an error caught", /^\d+ #\d+ except/],
  ["InvalidStateError", /InvalidStateError/],
  ["the exception handler called", /#handler/],
  ["a run stopped early", /RuntimeError\(stopped early\)/],
  ["deadlock", /deadlock$/],
  ["a task awaits itself", /awaits itself/],
  ["a callback called", /callback/],
  ["time passed", /^[1-9]/],
  ["absent slots", /absent$/],
  ["too many events", /too many events/],
];

/** Counts what the programs of a run used and what CPython did with them. */
export class Coverage {
  readonly #ops = new Map<string, number>();
  readonly #sights = new Map<string, number>();
  #programs = 0;
  #nodes = 0;
  #events = 0;

  add(program: Program, events: readonly string[]): void {
    this.#programs++;
    this.#events += events.length;
    for (const { op } of nodesOf(program.steps)) {
      this.#nodes++;
      this.#ops.set(op, (this.#ops.get(op) ?? 0) + 1);
    }
    for (const [name, pattern] of sights) {
      const seen = events.some((event) => pattern.test(event)) ? 1 : 0;
      this.#sights.set(name, (this.#sights.get(name) ?? 0) + seen);
    }
  }

  toString(): string {
    const mean = (total: number) => (total / this.#programs).toFixed(1);
    const ops = [...this.#ops].sort(([, a], [, b]) => b - a).map(([op, count]) => `  ${op} ${count}`);
    const seen = [...this.#sights].map(
      ([name, count]) => `  ${name}: ${((count / this.#programs) * 100).toFixed(1)} %`,
    );
    return [
      `${mean(this.#nodes)} operations and ${mean(this.#events)} events a program; of the programs, with`,
      ...seen,
      "operations:",
      ...ops,
    ].join("\n");
  }
}
