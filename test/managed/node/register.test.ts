import assert from "node:assert/strict";
import { test } from "node:test";
import { project } from "../../support/project.js";

const REGISTER = ["--import", "tsyncio/register"];
const DEPENDENCIES = ["acorn", "magic-string", "@jridgewell/remapping"];

/** Says whether its async function belongs to a loop that blocks, in which a native one could not be awaited. */
const PROBE = `
import { runSync, sleep } from "tsyncio";
export async function probe(value) {
  await sleep(1);
  return value;
}
console.log(runSync(() => probe("managed")));
`;

const TYPED = `
import { currentTask, gather, isMainModule, run, runSync, sleep } from "tsyncio";
import { Color, helped } from "./helper.js";
import { guessed } from "./folder";

interface Delay {
  readonly ms: number;
}

async function fails({ ms }: Delay): Promise<never> {
  await sleep(ms);
  throw new Error("thrown");
}

async function main(): Promise<void> {
  const task = currentTask();
  console.log(await gather([helped(1), helped(2)]), Color.Red, guessed);
  await using resource = {
    async [Symbol.asyncDispose](): Promise<void> {
      await sleep(1);
      console.log("disposed of in", currentTask() === task ? "the same task" : "another task");
    },
  };
  await fails({ ms: 1 }).catch((error: Error) => console.log((error.stack as string).split("\\n")[1]));
}

if (isMainModule(import.meta.url)) {
  console.log(runSync(() => helped(3)));
  await run(main);
}
`;

const HELPERS = {
  "helper.ts": `import { sleep } from "tsyncio";
    export enum Color { Red = "red" }
    export const helped = async (n: number): Promise<number> => sleep(1, n * 10);`,
  "folder/index.ts": `export const guessed: string = "guessed";`,
};

test("tsyncio/register: TypeScript runs as it is, with stacks that name its lines", () => {
  const { node } = project({ "app.ts": TYPED, ...HELPERS });
  const { output, status } = node([...REGISTER, "app.ts"]);
  const [sync, gathered, stack, disposed, ...more] = output.split("\n");
  assert.deepEqual(
    [sync, gathered, disposed, more],
    ["30", "[ 10, 20 ] red guessed", "disposed of in the same task", []],
  );
  assert.match(stack as string, /app\.ts:12:9\)/);
  assert.equal(status, 0);
});

test("tsyncio/register: a package that says it is CommonJS, or nothing, may hold TypeScript with imports", () => {
  for (const type of ["{}", '{ "type": "commonjs" }']) {
    const { node } = project({ "package.json": type, "app.ts": TYPED, ...HELPERS });
    const { output, status } = node([...REGISTER, "app.ts"]);
    assert.equal(status, 0, output);
    assert.match(output, /^30\n/);
  }
});

test("tsyncio/register: await using at the top level of a module is the host's, as await is there", () => {
  const { node } = project({
    "app.ts": `import { GuestRunner, sleep } from "tsyncio";
      const made = (name: string, error?: Error): AsyncDisposable => ({
        [Symbol.asyncDispose]: () => Promise.resolve().then(() => {
          console.log(name);
          if (error !== undefined) throw error;
        }),
      });
      await using first = made("first");
      using second: Disposable = { [Symbol.dispose]: () => console.log("second") };
      // Its loop is a guest that is about to close.
      await using runner = new GuestRunner();
      console.log(await runner.run(sleep(1, "ran")));
      try {
        await using third = made("third", new Error("not closed"));
        throw new Error("body");
      } catch (error) {
        const { name, error: last, suppressed } = error as SuppressedError;
        console.log(name, last.message, suppressed.message);
      }`,
  });
  assert.deepEqual(node([...REGISTER, "app.ts"]), {
    status: 0,
    output: "ran\nthird\nSuppressedError not closed body\nsecond\nfirst",
  });
});

test("tsyncio/register: JavaScript is compiled without a transformer for TypeScript", () => {
  const { node } = project(
    { "app.js": PROBE, "app.mjs": PROBE, "app.ts": PROBE.replace("(value)", "(value: string)") },
    { isCopied: true, packages: DEPENDENCIES },
  );
  for (const file of ["app.js", "app.mjs"])
    assert.deepEqual(node([...REGISTER, file]), { status: 0, output: "managed" });
  const { status, output } = node([...REGISTER, "app.ts"]);
  assert.equal(status, 1);
  assert.match(
    output,
    /Cannot compile \S+app\.ts: oxc-transform is missing, which makes JavaScript of TypeScript and JSX\. Install it: npm install --save-dev oxc-transform/,
  );
});

test("tsyncio/register: CommonJS modules are compiled, whoever loads them", () => {
  const { node } = project({
    "app.ts": `import { runSync } from "tsyncio"; import first from "./first.cjs";
      console.log(runSync(() => first.first()), typeof first.Kind);`,
    "first.cjs": `"use strict"
      const { sleep } = require("tsyncio"), second = require("./second.cjs")
      exports.first = async function () { return (await second.second()) + " " + typeof this }`,
    "second.cts": `const { sleep } = require("tsyncio"); enum Kind { A = 1 }
      exports.second = async (): Promise<string> => { await sleep(Kind.A); return "second"; };`,
    "main.cjs": `const { runSync } = require("tsyncio"); const { first } = require("./first.cjs");
      console.log(runSync(async () => { return first(); }), require.main === module);`,
  });
  assert.deepEqual(node([...REGISTER, "app.ts"]), { status: 0, output: "second object undefined" });
  assert.deepEqual(node([...REGISTER, "main.cjs"]), { status: 0, output: "second undefined true" });
});

test("tsyncio/register: packages stay as they are, except those that are named", () => {
  const source = `export async function packaged() {} console.log("done")`;
  const { node } = project({
    "app.js": `import { packaged } from "some-package"; import { scoped } from "@scope/other";
      console.log(packaged.constructor.name, scoped.constructor.name);`,
    "node_modules/some-package/package.json": '{ "type": "module", "exports": "./index.js" }',
    "node_modules/some-package/index.js": "export async function packaged() {}",
    "node_modules/@scope/other/package.json": '{ "type": "module", "exports": "./index.js" }',
    "node_modules/@scope/other/index.js": "export async function scoped() {}",
    source,
  });
  assert.equal(node([...REGISTER, "app.js"]).output, "AsyncFunction AsyncFunction");
  assert.equal(
    node([...REGISTER, "app.js"], { TSYNCIO_INCLUDE: "some-package,@scope/other" }).output,
    "Function Function",
  );
});

test("tsyncio/register: threads and processes compile as well, however it came in", () => {
  const files = {
    "app.ts": `import { exported, isMainModule, Process, run, runSync, sleep, Thread } from "tsyncio";
      export async function inner(n: number): Promise<number> { await sleep(1); return n * n; }
      export function blocks(n: number): number { return runSync(() => inner(n)); }
      async function main(): Promise<void> {
        console.log(await new Thread(exported(import.meta.url, blocks), [2]).start());
        console.log(await new Process(exported(import.meta.url, blocks), [3]).start());
        console.log(await new Thread(exported(import.meta.url, inner), [4]).start());
      }
      if (isMainModule(import.meta.url)) await run(main);`,
    "start.mjs": `import "tsyncio/register"; process.argv[1] = new URL("app.ts", import.meta.url).pathname; await import("./app.ts");`,
  };
  const { node } = project(files);
  const expected = { status: 0, output: "4\n9\n16" };
  assert.deepEqual(node([...REGISTER, "app.ts"]), expected);
  assert.deepEqual(node(["app.ts"], { NODE_OPTIONS: REGISTER.join(" ") }), expected);
  assert.deepEqual(node(["start.mjs"]), expected);
});

test("tsyncio/register: errors of syntax name the file and the line", () => {
  const { node } = project({ "bad.js": "async function f() {\n  await +;\n}", "bad.ts": "const x: = 1;" });
  assert.match(node([...REGISTER, "bad.js"]).output, /SyntaxError.*: Unexpected token \(\S+bad\.js:2:10\)/);
  assert.match(node([...REGISTER, "bad.ts"]).output, /Unexpected token[\s\S]*bad\.ts:1:10/);
});

test("tsyncio/register: CommonJS in TypeScript stays that, though it imports types", () => {
  const { node } = project({
    "package.json": `{ "type": "commonjs" }`,
    "types.ts": "export interface A { a: number }",
    "a.cts": `import type { A } from "./types";
      import path = require("node:path");
      async function make(a: number): Promise<A> { await null; return { a: a + path.sep.length }; }
      export = { make };`,
    "b.ts": `import type { A } from "./types";
      const { make } = require("./a.cjs");
      module.exports = async (): Promise<A> => make(1);`,
    "app.mts": `import { run } from "tsyncio";
      import make from "./b.js";
      console.log(await run(make as any));`,
  });
  assert.deepEqual(node([...REGISTER, "app.mts"]), { status: 0, output: "{ a: 2 }" });
});

test("tsyncio/register: what it can't compile it says, with the place in the TypeScript", () => {
  const { node } = project({
    "decorated.ts": "interface A { a: number }\nclass B {\n  @log async m(): Promise<void> {} }",
    "accessor.ts": "interface A {\n a: number }\nclass B { accessor b = async () => 1; }",
    "yield.cts": "interface A { a: number }\ntype B = A;\nasync function f() { var yield = 1; }",
  });
  for (const [file, place] of [
    ["decorated.ts", "3:3"],
    ["accessor.ts", "3:20"],
  ] as const)
    assert.match(
      node([...REGISTER, file]).output,
      new RegExp(`SyntaxError.*: Cannot compile decorators and 'accessor': .*\\(\\S+${file}:${place}\\)`),
    );
  assert.match(
    node([...REGISTER, "yield.cts"]).output,
    /SyntaxError.*: Cannot compile an async function that has a variable 'yield' \(\S+yield\.cts:3:26\)/,
  );
});

test("tsyncio/register: tsconfig.json says how decorators and JSX are compiled", () => {
  const { node } = project({
    "tsconfig.json": `{ // comment
      "extends": "./base.json", "compilerOptions": { "experimentalDecorators": true, }, }`,
    "base.json": `{ "compilerOptions": { "jsx": "react", "jsxFactory": "make" } }`,
    "app.tsx": `function log(target: object, key: string, descriptor: PropertyDescriptor): void { console.log(key, typeof descriptor.value); }
      const make = (name: string, ...rest: unknown[]): string => name + rest.length;
      class A { @log async m(): Promise<string> { return <b>text</b> as unknown as string; } }
      console.log(A.prototype.m.name, typeof new A());`,
  });
  assert.deepEqual(node([...REGISTER, "app.tsx"]), { status: 0, output: "m function\nm object" });
});

test("tsyncio/register: decorators get the parameters and types that tsconfig.json promises them", () => {
  const { node } = project({
    "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }`,
    "app.ts": `const seen: unknown[] = [];
      (Reflect as any).metadata = (key: string, value: unknown) => () => { seen.push(key, value); };
      const inject = (target: object, key: string, index: number): void => { seen.push(key, index); };
      const log = (target: object, key: string): void => { seen.push(key); };
      class A { @log async m(@inject a: string, b: Date): Promise<number> { return 1; } }
      const nameOf = (x: any): unknown => (Array.isArray(x) ? x.map(nameOf).join() : x.name ?? x);
      console.log(seen.map(nameOf).join(" "), typeof new A());`,
  });
  const { status, output } = node([...REGISTER, "app.ts"]);
  assert.equal(status, 0, output);
  const types = "design:returntype Promise design:paramtypes String,Date design:type Function";
  assert.equal(output, `${types} m 0 m object`);
});

test("tsyncio/register: an executor's workers give the items of async generators, whose finally blocks run", () => {
  const { node } = project({
    "work.ts": `import { sleep } from "tsyncio";
      export async function* numbers(to: number): AsyncGenerator<number> {
        try {
          for (let i = 0; i < to; i++) {
            await sleep(1);
            yield i;
          }
          if (to === 3) throw new RangeError("three");
        } finally {
          await sleep(1);
          console.log("closed");
        }
      }`,
    "app.ts": `import { ThreadPoolExecutor } from "tsyncio";
      import type * as work from "./work.js";
      await using pool = new ThreadPoolExecutor({ maxWorkers: 1 });
      const api = pool.module<typeof work>(new URL("./work.ts", import.meta.url));
      for await (const n of await api.numbers(2)) console.log(n);
      for (const n of api.numbers.sync(1000)) if (n === 2) break;
      try {
        for await (const n of await api.numbers(3));
      } catch (error) {
        console.log((error as Error).message);
      }`,
  });
  assert.deepEqual(node([...REGISTER, "app.ts"]), {
    status: 0,
    output: "0\n1\nclosed\nclosed\nclosed\nthree",
  });
});
