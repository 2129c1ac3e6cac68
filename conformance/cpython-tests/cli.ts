import { writeFileSync } from "node:fs";
import { readClasses } from "./classes.js";
import { counterparts } from "./counterparts.js";
import { page } from "./page.js";

const target = new URL("../../../docs/cpython-tests.md", import.meta.url);
writeFileSync(target, page(readClasses(), counterparts));
console.log("docs/cpython-tests.md is written");
