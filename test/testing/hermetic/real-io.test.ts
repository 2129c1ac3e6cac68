import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { TimeoutError } from "tsyncio";
import { call } from "./calls.js";
import * as cases from "./cases.js";

/* Servers that answer after a while of real time, in another thread than those who ask. */

const PAUSE = 30;
const web = createHttpServer((request, response) => {
  if (request.url !== "/never") setTimeout(() => response.end("answer"), PAUSE);
}).listen(0);
const path =
  process.platform === "win32"
    ? `\\\\.\\pipe\\tsyncio-${process.pid}`
    : join(tmpdir(), `tsyncio-${process.pid}.sock`);
const pipe = createServer((socket) => {
  setTimeout(() => socket.end("answer"), PAUSE);
}).listen(path);
await Promise.all([once(web, "listening"), once(pipe, "listening")]);
const { port } = web.address() as AddressInfo;

after(() => {
  web.closeAllConnections();
  web.close();
  pipe.close();
});

describe("hermetic: time stands still while something is under way", () => {
  const kinds = [
    "file",
    "gzip",
    "scrypt",
    "digest",
    "webAssembly",
    "lookup",
    "process",
    "worker",
    "fetch",
    "pipe",
  ];
  for (const kind of kinds) {
    test(`${kind}: it is done before a timer of 10 ms fires`, async () => {
      assert.deepEqual(await call(cases.io, [kind, port, path]), { result: "done", time: 0 });
    });
  }

  test("a connection that is kept for later does not stop it", async () => {
    assert.equal(await call(cases.waitsAfterFetch, [port]), 3_600_000);
  });

  test("a connection within the thread does not, but for bytes on their way; deadlines hold", async () => {
    assert.deepEqual(await call(cases.slowServer, []), {
      body: "at last",
      time: 60_000,
      aborted: "TimeoutError",
    });
  });

  test("an answer that never comes ends at the real timeout, and the error names the connection", async () => {
    await assert.rejects(call(cases.waitsForAnswer, [port], { timeout: 2_000 }), (error) => {
      assert.ok(error instanceof TimeoutError);
      assert.match(
        error.message,
        /Virtual time: 0 ms; timers set: \d+; time waits for a connection to .*:\d+$/,
      );
      return true;
    });
  });
});
