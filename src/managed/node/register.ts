/*
 * `node --import tsyncio/register app.ts`: compiles the user's own files when they are loaded, so that their async functions
 * belong to the loop. Threads and processes that are started from here do so as well.
 */
import * as nodeModule from "node:module";
import { compileCommonJs } from "./commonjs.js";
import { load, resolve } from "./hooks.js";

type RegisterHooks = (hooks: { resolve: typeof resolve; load: typeof load }) => void;

const { registerHooks } = nodeModule as unknown as { readonly registerHooks?: RegisterHooks };
/** Node 22 has them, too, but takes no CommonJS module without its source. */
const areHooksWhole = registerHooks !== undefined && Number.parseInt(process.versions.node, 10) >= 24;

process.setSourceMapsEnabled(true);
if (areHooksWhole) registerHooks({ resolve, load });
else nodeModule.register("./hooks.js", import.meta.url);
compileCommonJs();

const given = [...process.execArgv, process.env["NODE_OPTIONS"] ?? ""].join(" ");
const isPassedOn = given.includes("tsyncio/register") || given.includes(import.meta.url);
if (!isPassedOn) process.execArgv.push(`--import=${import.meta.url}`);
