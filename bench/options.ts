import { parseArgs } from "node:util";

export interface Options {
  readonly only: readonly string[];
  readonly contenders: readonly string[];
  readonly rounds: number | undefined;
  readonly quick: boolean;
  readonly targets: boolean;
  readonly day: boolean;
  readonly json: string | undefined;
  readonly svg: string | undefined;
  readonly from: string | undefined;
  readonly node: string;
  readonly python: string;
  readonly help: boolean;
}

export const USAGE = `npm run bench -- [options]
  --only NAME        only this benchmark, or all of a group: --only switch/1000, --only depth (may be repeated)
  --contender KEY    only this contender beside tsyncio: --contender native (may be repeated)
  --rounds N         how many rounds to take the median of (15)
  --quick            3 short rounds: a first look
  --targets          check what the library promises; exit with 1 on a miss
  --day              measure nothing else: simulate a day of 1,000 tasks, 86 million wake-ups, and watch the memory
  --json FILE        write the report
  --svg FILE         draw the report
  --from FILE        measure nothing: read the report that --json wrote
  --node PATH        run the contenders under another Node
  --python PATH      the Python that has asyncio, and uvloop perhaps (python3)`;

export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true, default: [] },
      contender: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      quick: { type: "boolean", default: false },
      targets: { type: "boolean", default: false },
      day: { type: "boolean", default: false },
      json: { type: "string" },
      svg: { type: "string" },
      from: { type: "string" },
      node: { type: "string", default: process.execPath },
      python: { type: "string", default: "python3" },
      help: { type: "boolean", default: false },
    },
  });
  return {
    ...values,
    contenders: values.contender,
    rounds: values.rounds === undefined ? undefined : count(values.rounds),
    json: values.json,
    svg: values.svg,
    from: values.from,
  };
}

function count(text: string): number {
  const rounds = Number(text);
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new RangeError(`Cannot measure ${text} rounds: --rounds takes a whole number from 1`);
  }
  return rounds;
}
