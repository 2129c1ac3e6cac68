/* Programs made by choices: numbers of which each takes the next one. A program without choices left takes the first of all. */

/** Makes the text of a module that exports `main(log)`. It always ends, and logs what happens in it. */
export function programOf(choices: readonly number[]): string {
  return new Generator(choices).module();
}

/** What may stand at a place of the program. */
interface Place {
  readonly depth: number;
  /** Whether `await` may stand there, and `yield`. */
  readonly kind: "async" | "generator" | "plain";
  readonly labels: readonly string[];
  readonly inLoop: boolean;
  readonly inMethod: boolean;
  /** The variables that can be written to there. */
  readonly variables: readonly string[];
}

class Generator {
  private readonly choices: readonly number[];
  private next = 0;
  private names = 0;

  constructor(choices: readonly number[]) {
    this.choices = choices;
  }

  module(): string {
    const body = this.block({
      depth: 4,
      kind: "async",
      labels: [],
      inLoop: false,
      inMethod: false,
      variables: ["v"],
    });
    return `const reject = async (x) => { throw new Error("rejected " + x); };
const thenable = (x) => ({ then(resolve) { resolve(x); } });
const items = async function* (...all) { try { for (const x of all) yield x; } finally { await null; } };
class Base { constructor() { this.tag = "tag"; } async method(x) { return [this.tag, x].join(); } get value() { return this.tag; } }
export async function main(log) {
  let v = 0, steps = 0; const tick = () => { if (++steps > 200) throw new RangeError("too long"); return steps; };
${body}
  log("end", v);
  return v;
}`;
  }

  private choose(count: number): number {
    return (this.choices[this.next++] ?? 0) % count;
  }

  private pick<T>(options: readonly (() => T)[]): T {
    return (options[this.choose(options.length)] as () => T)();
  }

  private name(prefix: string): string {
    return `${prefix}${this.names++}`;
  }

  private block(place: Place): string {
    const count = 1 + this.choose(4);
    let inner = place;
    const statements: string[] = [];
    for (let i = 0; i < count; i++) {
      const variable = this.pick([() => "", () => "", () => this.name("v")]);
      if (variable === "") {
        statements.push(this.statement(inner));
      } else {
        statements.push(`let ${variable} = ${this.expression({ ...inner, depth: inner.depth - 1 })};`);
        inner = { ...inner, variables: [...inner.variables, variable] };
      }
    }
    return statements.join("\n");
  }

  private statement(place: Place): string {
    const inner: Place = { ...place, depth: place.depth - 1 };
    const log = () => `log(${this.expression(place)});`;
    if (place.depth <= 0) return log();
    const options: (() => string)[] = [
      log,
      () => `${this.variable(place)} = ${this.expression(inner)};`,
      () =>
        `${this.variable(place)} ${this.pick([() => "+", () => "??", () => "||", () => "&&", () => "-"])}= ${this.expression(inner)};`,
      () => `${this.expression(inner)}\n;`,
      () =>
        `if (${this.expression(inner)}) { ${this.block(inner)} } else ${this.statement({ ...inner, depth: 0 })}`,
      () =>
        `try { ${this.block(inner)} } catch (e) { log(String(e)); } ${this.pick([() => "", () => `finally { ${this.block(inner)} }`])}`,
      () => this.loop(inner),
      () => this.declaration(inner),
      () => this.declaration(inner),
      () => `{ const { a = ${this.expression(inner)}, ...b } = ${this.expression(inner)} ?? {}; log(a, b); }`,
      () =>
        `switch (${this.expression(inner)}) { case ${this.expression(inner)}: ${this.block(inner)} default: log("default"); }`,
    ];
    if (place.inLoop)
      options.push(
        () => "if (tick() % 3 === 0) break;",
        () => "if (tick() % 2 === 0) continue;",
      );
    const [label] = place.labels;
    if (label !== undefined)
      options.push(
        () => `if (tick() % 4 === 1) continue ${label};`,
        () => `if (tick() % 5 === 2) break ${label};`,
      );
    if (place.kind === "generator")
      options.push(
        () => `log(yield ${this.expression(inner)});`,
        () => "yield* items(1, 2);",
      );
    if (place.kind !== "plain") options.push(() => `if (tick() % 7 === 3) return ${this.expression(inner)};`);
    return this.pick(options);
  }

  private variable({ variables }: Place): string {
    return variables[this.choose(variables.length)] as string;
  }

  private loop(place: Place): string {
    const label = this.pick([() => "", () => this.name("label")]);
    const inner: Place = {
      ...place,
      inLoop: true,
      labels: label === "" ? place.labels : [label, ...place.labels],
    };
    const head = this.pick([
      () => `for (const x of [1, ${this.expression(place)}])`,
      () => `for (let i = 0; i < 2 && tick(); i++)`,
      ...(place.kind === "plain"
        ? []
        : [
            () => `for await (const x of items(1, ${this.expression(place)}, 3))`,
            () => `for await (const x of [${this.expression(place)}, thenable(2)])`,
            () => `for await (const x of tick() > 0 ? "ab" : ${this.variable(place)})`,
            () => `for await (const { length: x = ${this.expression(place)} } of items("a", []))`,
          ]),
    ]);
    return `${label === "" ? "" : `${label}: `}${head} { tick(); ${this.block(inner)} }`;
  }

  /** A function and its call. */
  private declaration(place: Place): string {
    const name = this.name("f");
    const fresh: Place = { ...place, labels: [], inLoop: false, inMethod: false };
    const body = (kind: Place["kind"], inMethod = false) => this.block({ ...fresh, kind, inMethod });
    const wait = place.kind === "plain" ? "" : "await ";
    const consume = (made: string) =>
      place.kind === "plain" ? `typeof ${made};` : `for await (const y of ${made}) log("y", y);`;
    const plain: Place = { ...fresh, kind: "plain" };
    return this.pick([
      () =>
        `async function ${name}(a, b = ${this.expression(plain)}) { ${body("async")} } log(${name}.name, ${wait}${name}(1));`,
      () =>
        `const ${name} = async (a) => { ${body("async", place.inMethod)} }\nlog(${name}.length, ${wait}${name}(1));`,
      () =>
        `const ${name} = async a => ${this.expression({ ...fresh, kind: "async", inMethod: place.inMethod })}\nlog(${wait}${name}(1));`,
      () => `async function* ${name}(a) { ${body("generator")} } ${consume(`${name}(1)`)}`,
      () =>
        `class ${name} extends Base { async method(a) { ${body("async", true)} return super.method(a); } async #p(a) { ${body("async", true)} return a; } p() { return this.#p(2); } ` +
        `static async *[Symbol.asyncIterator]() { ${body("generator")} } } log(${wait}new ${name}().method(1), ${wait}new ${name}().p()); ${consume(name)}`,
      () =>
        `const ${name} = { async m(a) { ${body("async")} return this === ${name}; }, k: async function self(n) { return n ? ${this.expression({ ...fresh, kind: "async" })} : self.name; } };` +
        `\nlog(${wait}${name}.m(1), ${wait}${name}.k(0), ${wait}${name}.k(1));`,
    ]);
  }

  private expression(place: Place): string {
    const inner: Place = { ...place, depth: place.depth - 1 };
    const simple = [
      () => String(this.choose(10)),
      () => this.variable(place),
      () => '"s"',
      () => "[1, 2]",
      () => "tick()",
      () => `${this.variable(place)}++`,
      () => `--${this.variable(place)}`,
    ];
    if (place.depth <= 0) return this.pick(simple);
    const options: (() => string)[] = [
      ...simple,
      () => `(${this.expression(inner)}, ${this.expression(inner)})`,
    ];
    if (place.kind !== "plain") {
      options.push(
        () => `await ${this.expression({ ...inner, depth: 0 })}`,
        () => `await thenable(${this.expression(inner)})`,
        () => `await Promise.resolve(${this.expression(inner)})`,
        () => `await reject(${this.expression(inner)}).catch((e) => e.message)`,
        () => `(await reject(1))`,
        () => `(await ${this.expression({ ...inner, depth: 0 })}) + ${this.expression(inner)}`,
        () => `[await ${this.expression({ ...inner, depth: 0 })}, ...[${this.expression(inner)}]].length`,
        () => `\`\${await ${this.expression({ ...inner, depth: 0 })}}-\${${this.expression(inner)}}\``,
        () => `await\n(${this.expression(inner)})`,
        () => `await (async () => ${this.expression({ ...inner, kind: "async" })})()`,
        () =>
          `(await (async () => ${this.expression({ ...inner, kind: "async" })})()) + ${this.variable(place)}`,
        () => `(await new Base().method(${this.expression(inner)}))?.length`,
      );
    }
    if (place.kind === "generator")
      options.push(
        () => `(yield ${this.expression(inner)})`,
        () => "(yield)",
      );
    if (place.inMethod)
      options.push(
        () => "super.value",
        () => "this.tag",
        () => "typeof this",
      );
    return this.pick(options);
  }
}
