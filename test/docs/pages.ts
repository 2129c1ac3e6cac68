import { readdirSync } from "node:fs";
import { root } from "./paths.js";

/** The pages of the documentation, as paths in the repository. */
export const pages: readonly string[] = [
  "README.md",
  ...readdirSync(new URL("docs", root))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`)
    .sort(),
];
