import type { AnyGenerator, Chain, Frame } from "../coroutines/frame.js";
import { ManagedCall } from "../coroutines/managed-call.js";
import { captureStacksBy, type StackEntry } from "../coroutines/stack.js";
import { locateGenerators } from "./locate-generators.js";

/** This package's own files, and what they were compiled from. */
const OWN_FILES = ["../", "../../src/"].map((folder) => new URL(folder, import.meta.url).href);
const GENERATOR = "[object Generator]";

captureStacksBy(taskStack);

/** Where a task is suspended, the function that waits first. */
export function taskStack(task: Chain): StackEntry[] {
  const frames = framesOf(task);
  const isManaged = [...frames.values()];
  return locateGenerators([...frames.keys()]).flatMap((entry, index) => {
    if (entry === null || OWN_FILES.some((folder) => entry.url.startsWith(folder))) return [];
    const { functionName } = entry;
    return [{ ...entry, functionName: isManaged[index] ? nameInSource(functionName) : functionName }];
  });
}

/** As the stack of an error has it. */
export function lineOf({ functionName, url, line, column }: StackEntry): string {
  return `${functionName || "<anonymous>"} (${url}:${line}:${column})`;
}

/** The generators of a task that is suspended, innermost first, and whether each is an async function that was compiled. */
function framesOf(task: Chain): Map<AnyGenerator, boolean> {
  const frames = new Map<AnyGenerator, boolean>();
  const add = (generator: AnyGenerator, isManaged: boolean) => {
    if (Object.prototype.toString.call(generator) === GENERATOR) frames.set(generator, isManaged);
  };
  for (let frame: Frame | null = task.top; frame !== null; frame = frame.parent)
    add(frame.generator, frame instanceof ManagedCall);
  const outermost: unknown = task.coro;
  if (outermost instanceof ManagedCall) add(outermost.generator, true);
  else add(task.coro, false);
  return frames;
}

/** The transform calls the generator function of `f` `f$`, and that of a function without a name `anonymous$`. */
function nameInSource(compiled: string): string {
  const name = compiled.replace(/\$\d*$/, "");
  return name === "anonymous" && name !== compiled ? "" : name;
}
