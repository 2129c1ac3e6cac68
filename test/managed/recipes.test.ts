/* Runs the recipes of docs/async-await.md as they stand there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { project } from "../support/project.js";

const PAGE = readFileSync(
  new URL("./docs/async-await.md", import.meta.resolve("tsyncio/package.json")),
  "utf8",
);

/** The file of this name that the page shows. */
function recipe(name: string): Record<string, string> {
  const [, text] = new RegExp(`\`\`\`js\\n// file: ${name}\\n([\\s\\S]*?)\`\`\``).exec(PAGE) ?? [];
  assert.ok(text !== undefined, `the page should show ${name}`);
  return { [name]: text };
}

const APP = {
  "app.ts": `import { currentTask, runSync, sleep } from "tsyncio";
interface Named { readonly name: string }
class Greeter<T extends Named> {
  async greet(named: T): Promise<string> {
    const task = currentTask();
    await using last = { async [Symbol.asyncDispose](): Promise<void> { await sleep(1); console.log("closed"); } };
    const text = await sleep(1, \`hello \${named.name}\`);
    return currentTask() === task ? text : "another task";
  }
}
console.log(runSync(async () => new Greeter().greet({ name: "loop" })));
export const fails = async (): Promise<never> => { await sleep(1); throw new Error("line 12"); };
try { runSync(fails); } catch (error) { console.log((error as Error).stack?.split("\\n")[1]); }
`,
};

const PRINTED = /^closed\nhello loop\n.*app\.ts:12/;

test("recipe: esbuild", () => {
  const { node } = project({ ...APP, ...recipe("build.mjs") }, { packages: ["esbuild"] });
  assert.deepEqual(node(["build.mjs"]), { status: 0, output: "" });
  assert.match(node(["--enable-source-maps", "out.mjs"]).output, PRINTED);
});

test("recipe: SWC", () => {
  const app = APP["app.ts"].replace(/^ *await using.*\n/m, "\n");
  const { node } = project({ "app.ts": app, ...recipe("swc.mjs") }, { packages: ["@swc/core"] });
  assert.deepEqual(node(["swc.mjs"]), { status: 0, output: "" });
  assert.match(node(["--enable-source-maps", "out.mjs"]).output, /^hello loop\n.*app\.ts:12/);
});

test("recipe: Babel", () => {
  const app = `import { currentTask, runSync, sleep } from "tsyncio";
    class A { async m(x) { const task = currentTask(); await sleep(1); return currentTask() === task && x; } }
    const arrow = async () => new A().m("managed");
    console.log(runSync(arrow));
    try { runSync(async () => { null.line5; }); } catch (error) { console.log(error.stack.split("\\n")[1]); }`;
  const { node } = project({ "app.js": app, ...recipe("babel.mjs") }, { packages: ["@babel/core"] });
  assert.deepEqual(node(["babel.mjs"]), { status: 0, output: "" });
  assert.match(node(["--enable-source-maps", "out.mjs"]).output, /^managed\n.*app\.js:5/);
});

test("recipe: TypeScript alone", () => {
  const [, options] = /```json\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const config = JSON.parse(options as string) as { compilerOptions: Record<string, unknown> };
  Object.assign(config.compilerOptions, {
    module: "nodenext",
    outDir: "out",
    types: ["node"],
    skipLibCheck: true,
  });
  const { node } = project(
    { "tsconfig.json": JSON.stringify(config), "app.ts": `import "tsyncio/async";\n${APP["app.ts"]}` },
    { packages: ["typescript", "@types/node"] },
  );
  assert.deepEqual(node(["node_modules/typescript/bin/tsc"]), { status: 0, output: "" });
  assert.match(node(["out/app.js"]).output, /^closed\nhello loop\n/);
});

for (const [version, installed] of [
  [8, "vite"],
  [7, "vite-7"],
] as const) {
  test(`recipe: Vite ${version}`, () => {
    const files = {
      ...APP,
      ...recipe("vite.config.js"),
      "build.mjs": `import { build, version } from "${installed}";
      if (!version.startsWith("${version}.")) throw new Error(version);
      await build({ logLevel: "warn", build: { ssr: "app.ts", outDir: "out", sourcemap: true }, ssr: { external: true } });`,
    };
    const { node } = project(files, { packages: [installed] });
    assert.deepEqual(node(["build.mjs"]), { status: 0, output: "" });
    assert.match(node(["--enable-source-maps", "out/app.js"]).output, PRINTED);
  });
}

test("recipe: Vitest", () => {
  const files = {
    ...APP,
    ...recipe("vite.config.js"),
    ...recipe("app.test.js"),
    "typed.test.ts": `import { newEventLoop, run, sleep, VirtualClock } from "tsyncio";
      import { expect, test } from "vitest";
      import { fails } from "./app.js";
      test("virtual time", () => {
        const loop = newEventLoop({ clock: new VirtualClock() });
        loop.runUntilComplete((async (): Promise<void> => { await sleep(3_600_000); })());
        expect(loop.time()).toBe(3_600_000);
        loop.close();
      });
      test("stacks", () => run(async () => {
        const error: unknown = await fails().catch((thrown: unknown) => thrown);
        expect((error as Error).stack).toMatch(/app\\.ts:12/);
      }));`,
  };
  const { node } = project(files, { packages: ["vite", "vitest"] });
  const { status, output } = node(["node_modules/vitest/vitest.mjs", "run"], { NO_COLOR: "1", CI: "1" });
  assert.equal(status, 0, output);
  assert.match(output, /Tests {2}3 passed/);
});
