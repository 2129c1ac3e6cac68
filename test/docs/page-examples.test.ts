import { markdownPrograms } from "./code-blocks.js";
import { pages } from "./pages.js";
import { readSource, testPrograms } from "./run-programs.js";

testPrograms(
  "programs of the pages",
  pages.flatMap((path) => [...markdownPrograms(path, readSource(path))]),
);
