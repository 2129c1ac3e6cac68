/*
 * Where generators are suspended. A program can't ask a generator, but V8's inspector can: so nothing is noted while coroutines
 * run, and each can be found all the same.
 */
import type { Debugger, Runtime, Session } from "node:inspector";
import type { SourceMap, SourceMapPayload } from "node:module";
import { fileURLToPath } from "node:url";
import type { StackEntry } from "../coroutines/stack.js";

/** Under this name the inspector finds what it is asked about: in an object that all realms of a thread share. */
const ASKED = "tsyncioLocates";
const ASKED_EXPRESSION = `process.getBuiltinModule("node:inspector").${ASKED}`;

/** What the inspector tells of a script. */
interface Script {
  readonly url: string;
  readonly sourceMapURL?: string | undefined;
}

/** Where each of the generators is suspended; `null` for one that runs or has ended, or where Node has no inspector. */
export function locateGenerators(generators: readonly object[]): (StackEntry | null)[] {
  const inspector = process.getBuiltinModule("node:inspector");
  if (inspector === undefined || generators.length === 0) return generators.map(() => null);
  const session = new inspector.Session();
  const scripts = new Map<string, Script>();
  session.on("Debugger.scriptParsed", ({ params }) => scripts.set(params.scriptId, params));
  session.connect();
  try {
    session.post("Debugger.enable");
    return generators.map((generator) => {
      Reflect.set(inspector, ASKED, generator);
      return locate(session, scripts);
    });
  } finally {
    Reflect.deleteProperty(inspector, ASKED);
    session.disconnect();
  }
}

function locate(session: Session, scripts: ReadonlyMap<string, Script>): StackEntry | null {
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
  const script = scripts.get(location.scriptId) ?? { url: "" };
  return {
    functionName: typeof name === "string" ? name : "",
    ...inSource(script, location.lineNumber, location.columnNumber ?? 0),
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
function inSource(script: Script, line: number, column: number): Omit<StackEntry, "functionName"> {
  const { url } = script;
  const entry = sourceMapOf(script)?.findEntry(line, column);
  if (entry === undefined || !("originalSource" in entry)) return { url, line: line + 1, column: column + 1 };
  const source = URL.canParse(entry.originalSource, url)
    ? new URL(entry.originalSource, url).href
    : entry.originalSource;
  return { url: source, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

/** Node's, or the one that stands in the script, where whoever compiled it does not tell Node: Vitest. */
function sourceMapOf({ url, sourceMapURL }: Script): SourceMap | undefined {
  const { findSourceMap, SourceMap } = process.getBuiltinModule("node:module");
  const known =
    findSourceMap(url) ?? (url.startsWith("file:") ? findSourceMap(fileURLToPath(url)) : undefined);
  if (known !== undefined) return known;
  const inline = /^data:application\/json[^,]*;base64,(.+)$/.exec(sourceMapURL ?? "")?.[1];
  return inline === undefined
    ? undefined
    : new SourceMap(JSON.parse(Buffer.from(inline, "base64").toString()) as SourceMapPayload);
}
