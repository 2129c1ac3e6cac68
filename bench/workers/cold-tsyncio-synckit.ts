const start = performance.now();
const { createSyncFn } = await import("tsyncio/compat/synckit");
const echo = createSyncFn(new URL("./echo-tsyncio.js", import.meta.url));
echo(1);
console.log(performance.now() - start);
process.exit();
