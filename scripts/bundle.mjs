// Joins the modules in dist/ to a few files in dist/node/, which are what Node loads: a file takes it half a millisecond,
// whatever its size, and each thread loads all that it needs anew. What two entries need stands in one chunk, so that there is
// one copy of each module, whoever imports it. Bundlers for browsers are given the modules themselves.
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import MagicString from "magic-string";
import { build } from "rolldown";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));

/**
 * What programs import, and where threads and processes begin. A module names the latter as they lie beside it, and all come
 * to lie in one folder here: each has a name of its own.
 */
const ENTRIES = {
  index: "index.js",
  core: "core.js",
  executors: "executors.js",
  browser: "browser.js",
  async: "managed/async.js",
  cli: "cli/main.js",
  "helpers/decorate": "managed/helpers/decorate.js",
  "helpers/decorateMetadata": "managed/helpers/decorateMetadata.js",
  "helpers/decorateParam": "managed/helpers/decorateParam.js",
  "helpers/usingCtx": "managed/helpers/usingCtx.js",
  managed: "managed/runtime.js",
  register: "managed/node/register.js",
  hooks: "managed/node/hooks.js",
  synckit: "compat/synckit/index.js",
  testing: "testing/index.js",
  transform: "managed/transform/transform.js",
  vite: "managed/vite.js",
  // Loaded when a call needs it: see src/agents/calls/late-support.ts and src/agents/executors/late-pools.ts.
  "full-support": "agents/calls/full-support.js",
  "full-pools": "agents/executors/full-pools.js",
  "hermetic-main": "testing/hermetic/hermetic-main.js",
  "import-entry": "agents/import-entry.js",
  "process-main": "agents/process-main.js",
  "process-worker-main": "agents/executors/process-worker-main.js",
  "sync-worker-main": "compat/synckit/sync-worker-main.js",
  "thread-main": "agents/thread-main.js",
  "thread-worker-main": "agents/executors/thread-worker-main.js",
  "warden-main": "agents/warden-main.js",
};

/** The entry of the threads of pools, which are to begin soon. The chunk that has all that it needs stands for it. */
const WORKER = "thread-worker-main";

/** What an executor loads with its first call. */
const POOLS = "full-pools";

/** Which entries, of one of the lists, need all that is in a chunk. A module goes to the first that fits; the rest is split as needed. */
const CHUNKS = {
  start: [["executors"]],
  worker: [[WORKER], ["sync-worker-main", "index"], ["core", POOLS]],
  pools: [[POOLS]],
  loop: [["core"]],
  agents: [["index"]],
};

/** @type {Map<string, Set<string>>} */
const closures = new Map();

/** The variables that a module exports and sets anew: all modules are loaded before the first chunk is written. */
const mutable = new Set();

await rm(join(dist, "node"), { recursive: true, force: true });
await build({
  cwd: dist,
  input: ENTRIES,
  platform: "node",
  external: (id) => !/^[./]/.test(id) && !id.startsWith(dist),
  plugins: [{ name: "tsyncio", load: loadWithSourceMap, renderChunk: improve }],
  output: {
    dir: "node",
    format: "esm",
    sourcemap: true,
    comments: false,
    chunkFileNames: "[name].js",
    minifyInternalExports: false,
    codeSplitting: {
      groups: Object.entries(CHUNKS).map(([name, lists], index) => ({
        debugName: name,
        name: (id, graph) =>
          lists.some((entries) => entries.every((entry) => closureOf(entry, graph).has(id))) ? name : null,
        priority: Object.keys(CHUNKS).length - index,
      })),
    },
  },
});
await rm(join(dist, `node/${WORKER}.js`));
await escapeTexts();
// Where Node looks up what kind of modules these are, in each thread: the package's own file takes it longer.
await writeFile(join(dist, "node/package.json"), '{ "type": "module" }\n');

/**
 * V8 keeps a file with a single character beyond Latin-1 in twice the memory, and takes longer to compile it: 0.6 ms in a thread
 * that begins. What the bundler is given escaped it writes as it is.
 */
async function escapeTexts() {
  for (const name of await readdir(join(dist, "node"), { recursive: true })) {
    if (!name.endsWith(".js")) continue;
    const file = join(dist, "node", name);
    const code = await readFile(file, "utf8");
    const escaped = code.replaceAll(
      /[^\0-\x7f]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    if (escaped !== code) await writeFile(file, escaped);
  }
}

/** The compiler has written where each line comes from. */
async function loadWithSourceMap(file) {
  const [code, map] = await Promise.all([readFile(file, "utf8"), readFile(`${file}.map`, "utf8")]);
  for (const [, name] of code.matchAll(/^export let (\w+)/gm)) mutable.add(name);
  return { code, map };
}

/**
 * The bundler declares classes as variables, by names that no other has in the chunk. V8 takes a constant for what it is when it
 * compiles a function that makes objects of it, but not a variable; and errors show the names. An import of one of Node's modules
 * reads all that it has, and so loads what nobody uses: of node:fs that alone takes a millisecond.
 */
function improve(code) {
  const script = new MagicString(code);
  for (const { 0: statement, 1: names, 2: builtin, index } of code.matchAll(
    /^import \{(.+)\} from "(node:.+)";$/gm,
  )) {
    const parts = names.replaceAll(" as ", ": ");
    script.update(
      index,
      index + statement.length,
      `const {${parts}} = process.getBuiltinModule("${builtin}");`,
    );
  }
  const worker = code.indexOf(`"./${WORKER}.js"`);
  if (worker >= 0) script.update(worker, worker + `"./${WORKER}.js"`.length, '"./worker.js"');
  for (const { 0: declaration, 1: name, index } of code.matchAll(/^var (\S+) = class\b/gm)) {
    if (name.includes("$"))
      throw new Error(`Cannot join modules: two have a class ${name.replace(/\$.*/, "")}`);
    script.update(index, index + declaration.length, `const ${name} = class`);
  }
  // Of what is declared with `let`, V8 looks each time whether it has its first value.
  for (const { index } of code.matchAll(/^let /gm)) script.update(index, index + "let".length, "var");
  importCopies(code, script);
  exportCopies(code, script);
  return { code: script.toString(), map: script.generateMap({ hires: "boundary" }) };
}

/**
 * An import is looked up each time, and may not have its value yet; a constant is neither. So what the chunk imports from others
 * becomes constants, unless it is set anew.
 */
function importCopies(code, script) {
  const isFacade = code.replaceAll(/^(?:import|export) .+;$|^\/\/.*$/gm, "").trim() === "";
  if (isFacade) return;
  const imports = [...code.matchAll(/^import \{ (.+) \} from "\.\/.+";\n/gm)];
  const copies = [];
  for (const { 0: statement, 1: list, index } of imports) {
    const entries = list.split(", ").map((entry) => {
      const [exported, name = exported] = entry.split(" as ");
      if (mutable.has(exported.replace(/\$\d+$/, ""))) return entry;
      copies.push(`${name} = ${name}$import`);
      return `${exported} as ${name}$import`;
    });
    script.update(index + "import { ".length, index + statement.indexOf(" } from"), entries.join(", "));
  }
  const last = imports.at(-1);
  if (copies.length > 0) script.appendLeft(last.index + last[0].length, `const ${copies.join(", ")};\n`);
}

/**
 * What a module exports it reads from a cell itself, each time, where other variables that are set once are constants to V8. So
 * constants, functions and classes are exported by a second name.
 */
function exportCopies(code, script) {
  const list = /^export \{ (.+) \};$/m.exec(code);
  if (list === null) return;
  const constants = new Set(
    [...code.matchAll(/^(?:(?:function\*?|var) (\S+?)(?:\(| = class\b)|const (\S+) = )/gm)].map(
      ([, name, constant]) => name ?? constant,
    ),
  );
  const copies = [];
  const exports = list[1].split(", ").map((entry) => {
    const [name, exported = name] = entry.split(" as ");
    if (!constants.has(name)) return entry;
    copies.push(`${name}$copy = ${name}`);
    return `${name}$copy as ${exported}`;
  });
  if (copies.length === 0) return;
  script.update(
    list.index,
    list.index + list[0].length,
    `const ${copies.join(", ")};\nexport { ${exports.join(", ")} };`,
  );
}

/** All modules that an entry imports, directly or not. */
function closureOf(entry, graph) {
  const known = closures.get(entry);
  if (known !== undefined) return known;
  const modules = new Set([join(dist, ENTRIES[entry])]);
  for (const id of modules)
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) modules.add(imported);
  // The other entries themselves have nothing that others want.
  for (const [name, file] of Object.entries(ENTRIES))
    if (name !== WORKER && name !== POOLS) modules.delete(join(dist, file));
  closures.set(entry, modules);
  return modules;
}
