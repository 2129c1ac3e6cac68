import { fileURLToPath } from "node:url";

// biome-ignore lint/style/noDefaultExport: Vitest wants one
export default {
  root: fileURLToPath(new URL("./", import.meta.url)),
  test: { include: ["vitest-*.js"] },
};
