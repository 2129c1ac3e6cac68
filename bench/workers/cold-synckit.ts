const start = performance.now();
const { createSyncFn } = await import("synckit");
const echo = createSyncFn(new URL("./echo-synckit.js", import.meta.url));
echo(1);
console.log(performance.now() - start);
process.exit();
