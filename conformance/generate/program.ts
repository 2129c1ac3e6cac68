import fc, { type Arbitrary } from "fast-check";
import type { Body, PlainOp, Program, Step } from "../ir.js";
import { combinators, kernel, primitives } from "./extras.js";
import { anyTarget, choice, node, pairSlot, time, value, weighted } from "./nodes.js";
import { Grammar, MAX_DEPTH } from "./ops.js";

const kernelOnly = new Grammar(kernel);
const withCombinators = new Grammar(combinators);
const withPrimitives = new Grammar(primitives);

/** Each program keeps to one field, so that its operations meet. */
export function programs(): Arbitrary<Program> {
  return fc.oneof(
    { weight: 1, arbitrary: programsOf(kernelOnly) },
    { weight: 2, arbitrary: programsOf(withCombinators) },
    { weight: 2, arbitrary: programsOf(withPrimitives) },
  );
}

/** Programs of the size that finds most: a handful of tasks that share futures, handles and ticks. */
function programsOf(grammar: Grammar): Arbitrary<Program> {
  return fc.oneof(
    { weight: 2, arbitrary: run(grammar).map((only) => ({ steps: [only] })) },
    { weight: 1, arbitrary: severalSteps(grammar).map((steps) => ({ steps })) },
  );
}

function severalSteps(grammar: Grammar): Arbitrary<Step[]> {
  const outside = choice<Step>(grammar.plainOps(2));
  const more = choice<Step>([
    weighted(3, outside),
    weighted(3, run(grammar)),
    weighted(2, node("runTarget", { target: anyTarget })),
    weighted(1, node("runForever", {})),
  ]);
  return fc
    .tuple(
      fc.array(outside, { maxLength: 2, size: "max" }),
      run(grammar),
      fc.array(more, { maxLength: 3, size: "max" }),
      fc.oneof({ weight: 9, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: closing(grammar) }),
    )
    .map(([before, first, after, last]) => [...before, first, ...after, ...last]);
}

/** Closing ends coroutines here; CPython leaves them in what they wait at. So what they may wait at is not used again. */
function closing(grammar: Grammar): Arbitrary<Step[]> {
  const refusedRun = weighted(9, run(grammar));
  const afterwards = grammar === kernelOnly ? [...grammar.plainOps(1), refusedRun] : [refusedRun];
  return fc
    .tuple(node("close", {}), fc.array(choice<Step>(afterwards), { maxLength: 3, size: "max" }))
    .map(([close, rest]) => [close, ...rest]);
}

/**
 * A main starts some tasks first, so that later operations find their slots filled, and timers that complete futures
 * and cancel tasks, so that what waits is woken; with neither, most programs would end in a deadlock.
 */
function run(grammar: Grammar): Arbitrary<Step> {
  const contexts = fc.array(node("copyContext", { context: pairSlot }), { maxLength: 2 });
  const timers = fc.array(timer(grammar), { minLength: 1, maxLength: 4, size: "max" });
  const tasks = fc.oneof(
    namedTasks(grammar),
    fc.array(grammar.createTask(2), { minLength: 1, maxLength: 4, size: "max" }),
  );
  const pause = node("sleep", { ms: time, value }).map((sleep) => [sleep]);
  const busy = fc
    .tuple<Body[]>(contexts, timers, tasks, grammar.body(1), pause, grammar.body(1), pause)
    .map((parts): Body => parts.flat());
  return node("run", {
    body: fc.oneof({ weight: 1, arbitrary: grammar.body(MAX_DEPTH) }, { weight: 7, arbitrary: busy }),
  });
}

function namedTasks(grammar: Grammar): Arbitrary<PlainOp[]> {
  const tasks = [0, 1, 2, 3].map((slot) => grammar.createTask(slot < 2 ? 2 : 1, fc.constant(slot)));
  return fc.tuple(...tasks);
}

function timer(grammar: Grammar): Arbitrary<PlainOp> {
  return node("callLater", {
    handle: fc.nat(9),
    ms: time,
    body: fc.array(grammar.meddling(), { minLength: 1, maxLength: 2 }),
  });
}
