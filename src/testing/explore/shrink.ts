/*
 * A failure of a random order comes with many switches, most of them for nothing. First they are left out, in ever smaller
 * parts (delta debugging: Zeller, Hildebrandt, "Simplifying and isolating failure-inducing input", 2002). Then, as most
 * bugs need one or two, those are tried out one by one, in which something falls behind for good (as in iterative context
 * bounding: Musuvathi, Qadeer, 2007).
 */
import type { Switch } from "./switches.js";

type Switches = readonly Switch[];
type Fails = (switches: Switches) => boolean;

/** No more candidates than this are passed by in a search: the number of tries grows with it. */
const WIDTH = 3;

/**
 * Looks for fewer and smaller switches that fail too.
 * @param choices how many choices a run has
 */
export function shrink(switches: Switches, choices: number, fails: Fails): Switches {
  const kept = takeLess(dropSome(switches, fails), fails);
  for (let count = 1; count < Math.min(kept.length, 3); count++) {
    const fewer = search(count, 1, choices, [], fails);
    if (fewer !== null) return fewer;
  }
  return kept;
}

/** Leaves out ever smaller parts, until none can be left out. */
function dropSome(switches: Switches, fails: Fails): Switches {
  let kept = switches;
  let size = kept.length;
  while (size > 0) {
    const smaller = withoutOnePart(kept, size).find(fails);
    if (smaller === undefined) size >>= 1;
    else {
      kept = smaller;
      size = Math.min(size, kept.length);
    }
  }
  return kept;
}

function withoutOnePart(switches: Switches, size: number): Switches[] {
  const all: Switches[] = [];
  for (let end = switches.length; end > 0; end -= size) {
    all.push([...switches.slice(0, Math.max(0, end - size)), ...switches.slice(end)]);
  }
  return all;
}

/** Lets each pass by as few as will do. */
function takeLess(switches: Switches, fails: Fails): Switches {
  let kept = switches;
  for (const [index, [choice, passed]] of switches.entries()) {
    for (let less = 1; less < passed; less++) {
      const smaller = kept.with(index, [choice, less]);
      if (!fails(smaller)) continue;
      kept = smaller;
      break;
    }
  }
  return kept;
}

/** Tries `count` switches for good, at choices from `from` on, behind those in `before`. */
function search(
  count: number,
  from: number,
  choices: number,
  before: Switches,
  fails: Fails,
): Switches | null {
  for (let choice = from; choice <= choices; choice++) {
    for (let passed = 1; passed <= WIDTH; passed++) {
      const switches: Switches = [...before, [choice, passed, true]];
      const found =
        count > 1
          ? search(count - 1, choice + 1, choices, switches, fails)
          : fails(switches)
            ? switches
            : null;
      if (found !== null) return found;
    }
  }
  return null;
}
