/*
 * Where generators are suspended. A program can't ask a generator, but V8's inspector can: so nothing is noted while coroutines
 * run, and each can be found all the same.
 */
import type { Debugger, Runtime, Session } from "node:inspector";
import { fileURLToPath } from "node:url";
import type { StackEntry } from "../coroutines/stack.js";

/** Under this name the inspector finds what it is asked about: in an object that all realms of a thread share. */
const ASKED = "tsyncioLocates";
const ASKED_EXPRESSION = `process.getBuiltinModule("node:inspector").${ASKED}`;

/** Where each of the generators is suspended; `null` for one that runs or has ended, or where Node has no inspector. */
export function locateGenerators(generators: readonly object[]): (StackEntry | null)[] {
  const inspector = process.getBuiltinModule("node:inspector");
  if (inspector === undefined || generators.length === 0) return generators.map(() => null);
  const session = new inspector.Session();
  const urls = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.connect();
  try {
    session.post("Debugger.enable");
    return generators.map((generator) => {
      Reflect.set(inspector, ASKED, generator);
      return locate(session, urls);
    });
  } finally {
    Reflect.deleteProperty(inspector, ASKED);
    session.disconnect();
  }
}

function locate(session: Session, urls: ReadonlyMap<string, string>): StackEntry | null {
  const { result } = ask<Runtime.EvaluateReturnType>(session, "Runtime.evaluate", {
    expression: ASKED_EXPRESSION,
  });
  const { internalProperties = [] } = propertiesOf(session, result);
  const internal = (name: string) => internalProperties.find((property) => property.name === name)?.value;
  const location = internal("[[GeneratorLocation]]")?.value as Debugger.Location | undefined;
  const fn = internal("[[GeneratorFunction]]");
  if (location === undefined || fn === undefined || internal("[[GeneratorState]]")?.value !== "suspended")
    return null;
  const name = propertiesOf(session, fn).result.find((property) => property.name === "name")?.value?.value;
  const url = urls.get(location.scriptId) ?? "";
  return {
    functionName: typeof name === "string" ? name : "",
    ...inSource(url, location.lineNumber, location.columnNumber ?? 0),
  };
}

function propertiesOf(session: Session, { objectId }: Runtime.RemoteObject) {
  return ask<Runtime.GetPropertiesReturnType>(session, "Runtime.getProperties", {
    objectId,
    ownProperties: true,
  });
}

/** The inspector of one's own thread answers at once. */
function ask<R>(session: Session, method: string, params: object): R {
  let answer: R | null = null;
  session.post(method, params, (error, result) => {
    if (error !== null) throw error;
    answer = result as R;
  });
  return answer as R;
}

/** The place in what the script was compiled from. Lines and columns are given from 0, and returned from 1. */
function inSource(url: string, line: number, column: number): Omit<StackEntry, "functionName"> {
  const { findSourceMap } = process.getBuiltinModule("node:module");
  const map = findSourceMap(url) ?? (url.startsWith("file:") ? findSourceMap(fileURLToPath(url)) : undefined);
  const entry = map?.findEntry(line, column);
  if (entry === undefined || !("originalSource" in entry)) return { url, line: line + 1, column: column + 1 };
  return { url: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
