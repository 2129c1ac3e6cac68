import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startExpress } from "../../examples/express/server.js";
import { startFastify } from "../../examples/fastify/server.js";
import { main, type Server, type Start } from "../../examples/requests/scenario.js";
import { silent } from "./silent.js";

const LONG = 30_000;

interface Running extends Server {
  readonly journal: string[];
  get(path: string, init?: RequestInit): Promise<Response>;
  /** Waits until the journal has an entry. */
  wait(entry: string): Promise<void>;
}

/** Starts a server for one test, which closes it. */
async function running(
  start: Start,
  { deadline = LONG, reportDeadline = LONG } = {},
): Promise<Running & AsyncDisposable> {
  const journal: string[] = [];
  const server = await start({ deadline, reportDeadline, journal: (entry) => journal.push(entry) });
  return {
    ...server,
    journal,
    get: (path, init) => fetch(`${server.url}${path}`, init),
    async wait(entry) {
      while (!journal.includes(entry)) await delay(1);
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

for (const [name, start] of [
  ["fastify", startFastify],
  ["express", startExpress],
] as const) {
  describe(`examples/${name}`, () => {
    test("main: what it reports does happen", async () => {
      await main(name, start, silent);
    });

    test("a handler that its client left is cancelled where it waits, and its finally block runs", async () => {
      await using server = await running(start);
      const client = new AbortController();
      const request = assert.rejects(server.get("/report", { signal: client.signal }), {
        name: "AbortError",
      });
      await server.wait("report: begun");
      client.abort();
      await server.wait("report: tidied up");
      await request;
    });

    test("the other requests go on when one client leaves and one request fails", async () => {
      await using server = await running(start);
      const client = new AbortController();
      const left = assert.rejects(server.get("/stock/left?ms=30000", { signal: client.signal }));
      const failed = server.get("/offer/pen,ink?ms=x");
      const good = server.get("/offer/pen,paper?ms=50");
      await server.wait("left: asked");
      client.abort();
      await server.wait("left: cancelled");
      await left;
      assert.equal((await failed).status, 500);
      const response = await good;
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), [
        { item: "pen", left: 3 },
        { item: "paper", left: 5 },
      ]);
    });

    test("the tasks that a request started end with it", async () => {
      await using server = await running(start);
      const client = new AbortController();
      const path = "/offer/pen,ink?ms=30000";
      const request = assert.rejects(server.get(path, { signal: client.signal }), { name: "AbortError" });
      await server.wait("pen: asked");
      await server.wait("ink: asked");
      client.abort();
      await server.wait("pen: cancelled");
      await server.wait("ink: cancelled");
      await request;
    });

    test("a request past its deadline is cancelled, and answered 503", async () => {
      await using server = await running(start, { reportDeadline: 20 });
      const response = await server.get("/report");
      assert.equal(response.status, 503);
      assert.equal(((await response.json()) as Error).message, "No answer within 20 ms");
      assert.equal(server.journal.at(-1), "report: tidied up");
      assert.equal((await server.get("/stock/pen")).status, 200);
    });

    test("closing cancels the requests that run, answers them 503, and waits until they tidied up", async () => {
      await using server = await running(start);
      const requests = [server.get("/report"), server.get("/stock/pen?ms=30000")];
      await server.wait("report: begun");
      await server.wait("pen: asked");
      await server.close();
      assert.deepEqual(server.journal.slice(2).sort(), ["pen: cancelled", "report: tidied up"]);
      for (const response of await Promise.all(requests)) {
        assert.equal(response.status, 503);
        assert.equal(((await response.json()) as Error).message, "The server is shutting down");
      }
      await assert.rejects(server.get("/stock/pen"), TypeError);
    });
  });
}
