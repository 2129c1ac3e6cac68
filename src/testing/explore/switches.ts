/**
 * Where the order of a program's steps differs from asyncio's. Choices are counted from 1: there is one whenever several
 * things may run. At this one, so many candidates are passed by: once, in that they go to the back of the queue, or for
 * good, in that from then on they run only when nothing else can.
 */
export type Switch = readonly [choice: number, passed: number, forGood?: boolean];

/** Writes switches as `"4:1 9:2+"`, where `+` means for good. */
export function formatSwitches(switches: readonly Switch[]): string {
  return switches.map(([choice, passed, forGood]) => `${choice}:${passed}${forGood ? "+" : ""}`).join(" ");
}

/**
 * Reads what {@link formatSwitches} writes, and checks switches given as tuples.
 * @throws RangeError if it is nothing of the kind
 */
export function parseSwitches(schedule: string | readonly Switch[]): readonly Switch[] {
  const switches = typeof schedule === "string" ? schedule.split(" ").filter(Boolean).map(parse) : schedule;
  for (const item of switches) {
    if (item === null || !isCount(item[0]) || !isCount(item[1])) {
      throw new RangeError(
        `Cannot replay the schedule ${JSON.stringify(schedule)}: switches like "4:1 9:2+" are expected, each a choice and how many it passes by`,
      );
    }
  }
  return switches as readonly Switch[];
}

function parse(text: string): Switch | null {
  const [, choice, passed, forGood] = /^(\d+):(\d+)(\+?)$/.exec(text) ?? [];
  return choice === undefined ? null : [Number(choice), Number(passed), forGood === "+"];
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
