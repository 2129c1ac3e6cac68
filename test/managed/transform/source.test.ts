import assert from "node:assert/strict";
import { SourceMap } from "node:module";
import { test } from "node:test";
import vm from "node:vm";
import { transformAsync } from "tsyncio/transform";
import * as runtime from "./promise-runtime.js";

function transform(code: string): string | undefined {
  return transformAsync(code, { file: "file.js" })?.code;
}

test("transformAsync: leaves code without async functions alone", () => {
  for (const code of [
    "export const a = 1;",
    "// async\nconst async = 1; f(async);",
    "await f(); for await (const x of y);",
  ]) {
    assert.equal(transform(code), undefined);
  }
});

test("transformAsync: the import stands behind directives, comments and the interpreter's line", () => {
  const code = '#!/usr/bin/env node\n"use client"\n// comment\nimport "x"; async function* f() {}';
  assert.equal(
    transform(code),
    '#!/usr/bin/env node\n"use client"\n// comment\nimport { startAsyncGenerator as $startAsyncGenerator } from "tsyncio/managed"; import "x"; function f() { return $startAsyncGenerator(f$()); } function* f$() {}',
  );
});

test("transformAsync: its names clash with none of the source", () => {
  const output = transform(
    "const $start = 1, f$ = 2, $asyncFunction = 3; async function f() { await 0; } const g = async () => { await 0; };",
  );
  assert.match(output as string, /start as \$start1, .*asyncFunction as \$asyncFunction1/);
  assert.match(output as string, /function\* f\$1\(\)/);
});

test("transformAsync: a function that awaits nothing has a plain body", () => {
  const isPlain = (code: string) => !/function\*|\* m\(/.test(transform(code) as string);
  const plain = [
    "async function f(a, b) { if (a) return b; throw a; }",
    "export default async function () {}",
    "async function f() { return g(await0, () => this); }",
    "const f = async (a) => a, g = async () => this;",
    "(async function f(a) { f(a); })();",
    "({ async m() {} });",
    "(a) => async () => a;",
    "class A extends B { x\n async m() { super.m(); } static async m() {} }",
  ];
  const not = [
    "async function f() { await 0; }",
    "async function f() { return async () => { await 0; }; }",
    "async function f() { for await (const x of y); }",
    "async function f() { using x = y; }",
    "async function f(a = 1) {}",
    "const f = async () => await 0;",
    "class A { async m() {} [x]() {} }",
    "async function* f() {}",
  ];
  assert.deepEqual(plain.filter(isPlain), plain);
  assert.deepEqual(not.filter(isPlain), []);
});

test("transformAsync: its names clash with none of each other", () => {
  const output = transform(
    "const k = [class { async #p() {} }, class { async #p() {} async #p1() {} }];",
  ) as string;
  const [, first, second] = /let (\$\w+); let (.*?);/.exec(output) as unknown as [string, string, string];
  const names = [first, ...second.split(", ")];
  assert.equal(new Set(names).size, 3, output);
});

test("transformAsync: a function that is made anew is lifted, with what it uses, if that can stand elsewhere", () => {
  const isLifted = (code: string) => /\nfunction\*? /.test(transform(code) as string);
  const lifted = [
    "(a) => { let n = 0; return async () => { n += a; }; };",
    "for (const x of y) z(async () => x);",
    "class A { x = async () => this; m() { return { async n() {} }; } }",
    "async function f() { async function g() {} async function* h() {} }\n",
  ];
  const left = [
    "const f = async () => {}; (async function () {})();",
    "(() => async () => arguments.length);",
    "class A { #p; m() { return async () => this.#p; } }",
    "class A extends B { m() { return async () => super.m(); } constructor() { (async () => this)(); super(); } }",
    "(a) => { return async () => { [a] = [1]; }; };",
    "(a) => { return async () => { a = () => {}; }; };",
    "(a) => async () => eval('a');",
  ];
  for (const code of lifted) assert.ok(isLifted(`${code}\n`), transform(code));
  for (const code of left) assert.ok(!isLifted(`${code}\n`), transform(code));
  const sloppy = transformAsync("(a) => async () => a;\n", { file: "a.cjs", sourceType: "commonjs" });
  assert.doesNotMatch(sloppy?.code as string, /\nfunction\*? /);
});

test("transformAsync: a lifted function is given values, or functions where a variable may change", () => {
  const output = transform(
    "(a) => { let n = a, c = n; return async (x) => { n++; return [a, c, later, x]; }; const later = 1; };\n",
  );
  assert.match(
    output as string,
    /return \$returned\(\$before, anonymous\$\(\(\) => n\+\+, a, c, \(\) => later, x\)\); \}/,
  );
  assert.match(
    output as string,
    /\nfunction anonymous\$\(\$n, a, c, \$later, x\) +\{ \$n\(\); return \[a, c, \$later\(\), x\]; \}\n?$/,
  );
});

test("transformAsync: a lifted function is given one function for a variable that it reads and assigns", () => {
  const output = transform("(a) => { let n = a; return async (x) => { n += x; await 0; }; };\n") as string;
  assert.match(output, /\$start\(anonymous\$\(\(\$set, \$value\) => \$set \? n = \$value : n, x\)\)/);
  assert.match(
    output,
    /\nfunction\* anonymous\$\(\$n, x\) +\{ let \$awaiting; \$n\(true, \$n\(\) \+ \( x\)\);/,
  );
});

test("transformAsync: a function lifted out of a loop's body is given the value of what only the step writes to", () => {
  const output = transform("(n) => { for (let i = 0; i < n; i++) (async () => await i)(); };\n") as string;
  assert.match(output, /\$start\(anonymous\$\(i\)\)/);
  for (const code of [
    "for (let i = 0; i < n; i++) { (async () => await i)(); i += 0; }",
    "for (let i = 0; i < n; i++, (async () => await i)());",
  ])
    assert.match(transform(`(n) => { ${code} };\n`) as string, /\$start\(anonymous\$\(\(\) => i\)\)/);
});

test("transformAsync: what is not async stays, byte for byte", () => {
  const around = [
    "const  a = { b( ) { return  1 } } ;",
    "class   C{get x(){return 1}}",
    "label: for(;;)break label",
  ];
  const output = transform(`${around[0]}\nasync function f() {}\n${around[1]}\n${around[2]}`) as string;
  const lines = output.split("\n");
  assert.ok(lines[0]?.endsWith(around[0] as string));
  assert.deepEqual(lines.slice(2), around.slice(1));
});

test("transformAsync: top-level await stays the host's", () => {
  assert.match(
    transform("await f(); async function f() { await g(); }") as string,
    /await f\(\); .* \$ready\(\$awaiting = g\(\)\) \? \$awaited\(\$awaiting\) : yield \$awaiting;/,
  );
});

test("transformAsync: the source map leads to the source, through the map that it was given", () => {
  const code = "const a = 1;\nclass A {\n  async method() {\n    await first(); await second();\n  }\n}";
  const compiled = transformAsync(code, { file: "file.js" });
  const line = compiled?.code.split("\n")[3] as string;
  const entry = new SourceMap(compiled?.map as never).findEntry(3, line.indexOf("second"));
  assert.ok("originalLine" in entry);
  assert.deepEqual(
    [entry.originalLine, entry.originalColumn, entry.originalSource],
    [3, code.split("\n")[3]?.indexOf("second"), "file.js"],
  );

  const shifted = { version: 3 as const, names: [], sources: ["file.ts"], mappings: ";;;;;;AAAA" };
  const chained = transformAsync(`\n\n\n\n\n\n${code}`, { file: "file.js", map: shifted });
  assert.deepEqual(chained?.map.sources, ["file.ts"]);
});

test("transformAsync: errors name the file and the place", () => {
  assert.throws(() => transformAsync("async function f() {\n  await }", { file: "dir/file.js" }), {
    name: "SyntaxError",
    message: "Unexpected token (dir/file.js:2:9)",
  });
  assert.throws(
    () => transformAsync("async function f() { var yield = 1; }", { file: "a.cjs", sourceType: "commonjs" }),
    {
      name: "SyntaxError",
      message: "Cannot compile an async function that has a variable 'yield' (a.cjs:1:26)",
    },
  );
});

/** What a sloppy CommonJS module exports as `main`, called natively and compiled. */
async function inBothWays(code: string): Promise<unknown[]> {
  const compiled = transformAsync(code, { file: "file.cjs", sourceType: "commonjs" })?.code as string;
  return Promise.all(
    [code, compiled].map(async (text) => {
      const module = { exports: {} as { main?: () => unknown } };
      const wrapped = vm.runInThisContext(`(function (module, exports, require) {${text}\n})`) as (
        ...args: unknown[]
      ) => void;
      wrapped(module, module.exports, () => runtime);
      return await module.exports.main?.();
    }),
  );
}

test("transformAsync: sloppy CommonJS code keeps its rules", async () => {
  const [native, compiled] = await inBothWays(`
    var outer = 1;
    async function self() { return this === globalThis; }
    async function strict() { "use strict"; return this; }
    async function mapped(a) { a = 2; return arguments[0]; }
    async function twice(a, a) { return a; }
    { async function outer() {} var seen = typeof outer; }
    exports.main = async () => [await self(), await strict(), await mapped(1), await twice(1, 2), typeof outer, seen, this === exports, arguments.length];
  `);
  assert.deepEqual(compiled, native);
  assert.deepEqual(native, [true, undefined, 2, 2, "number", "function", false, 3]);
});
