/** One file of a program that stands in the documentation. */
export interface ProgramFile {
  /** The name that the documentation gives it. */
  readonly name: string;
  readonly code: string;
  /** Where its first line stands, counted from 1. */
  readonly line: number;
}

/** A program that stands in the documentation: its last file is the one to be run. */
export interface Program {
  /** What tests call it. */
  readonly title: string;
  /** The file that it stands in. */
  readonly source: string;
  readonly files: readonly ProgramFile[];
}

/** The name that a line declares, be it a statement's or a member's. */
const DECLARATION =
  /^\s*(?:(?:export|abstract|override|async|static|readonly|protected|get|set|class|interface|function\*?|const|let|type)\s+)*([A-Za-z_]\w*|\[Symbol\.\w+\])/;

/** The `@example` blocks of a source file, each with the name of what it stands before. */
export function* tsdocExamples(source: string, text: string): Iterable<Program> {
  const lines = text.split("\n");
  let start = -1;
  let owner = "";
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const scope = /^(?:export )?(?:abstract )?class (\w+)/.exec(line);
    if (scope !== null) owner = `${scope[1]}.`;
    else if (/^\}/.test(line)) owner = "";
    const isStart = /^\s*\*\s@example\b/.test(line);
    if (start >= 0 && (/^\s*\*\s@\w/.test(line) || /^\s*\*\/\s*$/.test(line))) {
      const end = lines.findIndex((candidate, at) => at >= index && /\*\/\s*$/.test(candidate));
      const name = DECLARATION.exec(lines[end + 1] ?? "")?.[1];
      const code = lines
        .slice(start, index)
        .map((content) => content.replace(/^\s*\* ?/, ""))
        .join("\n");
      yield {
        title: `${source}: ${owner}${name ?? "?"}`,
        source,
        files: [{ name: "example.ts", code, line: start + 1 }],
      };
      start = -1;
    }
    if (isStart) start = index + 1;
  }
}

/**
 * The programs of a Markdown page: its blocks of `ts`. Blocks under one heading that begin with `// file: name.ts` are the
 * files of one program.
 */
export function* markdownPrograms(source: string, text: string): Iterable<Program> {
  const lines = text.split("\n");
  let heading = "";
  let files: ProgramFile[] = [];
  function* flush(): Iterable<Program> {
    const first = files[0];
    if (first === undefined) return;
    const title = `${source}:${first.line} ${heading}`;
    yield { title, source, files };
    files = [];
  }
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as string;
    const [, title] = /^#+ (.+)$/.exec(line) ?? [];
    if (title !== undefined) {
      yield* flush();
      heading = title;
    }
    const [, indent, language] = /^(\s*)```(\w*)/.exec(line) ?? [];
    if (language === undefined) continue;
    const end = lines.findIndex((candidate, at) => at > index && candidate.trim() === "```");
    if (end < 0) throw new Error(`${source}:${index + 1}: the block has no end`);
    if (language === "ts") {
      const content = lines.slice(index + 1, end).map((inner) => inner.slice((indent as string).length));
      const [, name] = /^\/\/ file: (\S+)$/.exec(content[0] ?? "") ?? [];
      if (name === undefined) yield* flush();
      files.push({ name: name ?? "example.ts", code: content.join("\n"), line: index + 2 });
      if (name === undefined) yield* flush();
    }
    index = end;
  }
  yield* flush();
}

/** What a program says that it prints: its comments of the form `// prints …`. */
export function announcedOutput({ files }: Program): string[] {
  return files.flatMap(({ code }) =>
    [...code.matchAll(/\/\/ prints (.*)$/gm)].map(([, text]) => (text as string).trim()),
  );
}
