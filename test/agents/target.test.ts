import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { exported, type Target, type TargetFunction } from "tsyncio";
import { goodbye, hello, nameless, original, throughConstant } from "./fixtures/names.js";
import { add } from "./fixtures/work.js";
import { kinds } from "./kinds.js";
import { fixtures } from "./targets.js";

const runsTypeScript = "typescript" in process.features && Boolean(process.features.typescript);
const names = new URL("./fixtures/names.js", import.meta.url).href;

describe("exported", () => {
  test("names a function by its module and its name", () => {
    const target: Target<(a: number, b: number) => number> = exported(fixtures.work, add);
    assert.equal(target.url, fixtures.work);
    assert.equal(target.name, "add");
    assert.equal(target.fn, add);
    assert.equal(`${target}`, `${fixtures.work}#add`);
  });

  test("refuses what is no function", () => {
    for (const [value, kind] of [
      [5, "number"],
      [undefined, "undefined"],
      [{}, "object"],
    ] as const) {
      assert.throws(() => exported(import.meta.url, value as unknown as TargetFunction), {
        name: "TypeError",
        message: `Cannot name ${kind} as a target: a function is expected`,
      });
    }
  });

  test("refuses a function without a name", () => {
    assert.throws(() => exported(import.meta.url, () => {}), {
      name: "TypeError",
      message:
        "Cannot name a function without a name as a target: export a named function, or give the name of its export, as in " +
        'exported(import.meta.url, fn, "resize")',
    });
  });

  test("takes the name of the export, if the function has another or none", () => {
    const target = exported(names, nameless, "nameless");
    assert.equal(target.name, "nameless");
    assert.equal(`${target}`, `${names}#nameless`);
    for (const name of ["", 5, null]) {
      assert.throws(() => exported(names, nameless, name as string), {
        name: "TypeError",
        message: `Cannot name a target ${name}: the name of an export is expected`,
      });
    }
  });

  test("refuses what is no URL of a module", () => {
    for (const url of ["/home/work.js", "./work.js", "", undefined, "node:fs"]) {
      assert.throws(() => exported(url as string, add), {
        name: "TypeError",
        message: `Cannot name 'add' as a target of ${url}: pass import.meta.url of the module that exports it`,
      });
    }
  });
});

for (const { name, make } of kinds) {
  describe(`a target, looked up by a ${name}`, () => {
    test("is found by the function's own name, under whatever name it is exported", () => {
      assert.equal(make(exported(names, original), []).start().join(), "original");
    });

    test("is found by the name of its export, if that is given", () => {
      const greet = (fn: typeof hello, exportName: string) =>
        make(exported(names, fn, exportName), ["ada"])
          .start()
          .join();
      assert.deepEqual(
        [
          greet(hello, "hello"),
          greet(goodbye, "goodbye"),
          greet(nameless, "nameless"),
          greet(original as never, "renamed"),
        ],
        ["hello ada", "goodbye ada", "nameless ada", "original"],
      );
    });

    test("whose name several exports have is never another one of these, but an error that says what to do", () => {
      assert.throws(() => make(exported(names, goodbye), ["ada"]).start().join(), {
        name: "RuntimeError",
        code: "ERR_TARGET_AMBIGUOUS",
        message:
          `Cannot tell which 'greet' of ${names} is meant: the module exports several functions that have this name. Give the ` +
          "name of the export: exported(import.meta.url, fn, nameOfTheExport).",
      });
    });

    test("is found through an exported target", () => {
      assert.equal(make(throughConstant, []).start().join(), "hidden behind a target");
    });

    test("can be in a module given as data", () => {
      const url = "data:text/javascript,export function inData() { return import.meta.url.slice(0, 5); }";
      function inData(): string {
        return "not called";
      }
      assert.equal(make(exported(url, inData), []).start().join(), "data:");
    });

    test("can be in TypeScript, where Node runs that", {
      skip: !runsTypeScript && "it does not",
    }, async () => {
      const folder = await mkdtemp(join(tmpdir(), "tsyncio-"));
      try {
        const file = join(folder, "work.mts");
        await writeFile(file, "export function add(a: number, b: number): number { return a + b; }");
        assert.equal(
          make(exported(pathToFileURL(file).href, add), [1, 2])
            .start()
            .join(),
          3,
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test("that its module does not export is an error that says so", () => {
      function hidden(): void {}
      assert.throws(() => make(exported(names, hidden), []).start().join(), {
        name: "RuntimeError",
        code: "ERR_TARGET_NOT_EXPORTED",
        message:
          `Cannot find 'hidden' in ${names}: the module does not export it. Another thread or process gets at a function ` +
          "only by an export of its module: write 'export' before it.",
      });
    });

    test("in a module that does not exist is Node's error", () => {
      const url = new URL("./fixtures/does-not-exist.js", import.meta.url).href;
      assert.throws(() => make(exported(url, add), [1, 2]).start().join(), {
        name: "Error",
        code: "ERR_MODULE_NOT_FOUND",
        message: /Cannot find module .*does-not-exist\.js/,
      });
    });
  });
}
