/* What clients do to a server, and what they see: the same for each framework. */
import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { milliseconds, type Say } from "../report.js";
import type { Journal } from "./shop.js";

/** What a server is started with. Times are milliseconds. */
export interface Settings {
  /** How long a request may take. */
  readonly deadline: number;
  /** How long a report may take. */
  readonly reportDeadline: number;
  readonly journal: Journal;
}

/** A server that runs. */
export interface Server {
  readonly url: string;
  /** Cancels the requests that run, waits for them, and closes the server. */
  close(): Promise<void>;
}

/** Starts a server on a port of 127.0.0.1 that is free. */
export type Start = (settings: Settings) => Promise<Server>;

const REPORT_DEADLINE = 1000;

export async function main(framework: string, start: Start, say: Say): Promise<void> {
  const journal: string[] = [];
  const server = await start({
    deadline: 30_000,
    reportDeadline: REPORT_DEADLINE,
    journal: (entry) => journal.push(entry),
  });
  const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
  /** Waits until something happened `times` times since the last call. */
  const happened = async (entry: string, times = 1) => {
    while (journal.filter((other) => other === entry).length < times) await delay(1);
    journal.length = 0;
  };
  say(framework, `listens at ${server.url}`);

  let began = performance.now();
  const many = await Promise.all(Array.from({ length: 10 }, () => get("/offer/pen,ink,paper?ms=30")));
  for (const response of many) assert.equal(((await response.json()) as unknown[]).length, 3);
  await happened("ink: asked", 10);
  say("10 requests at once", `each asks 3 more: all answered in ${milliseconds(performance.now() - began)}`);

  let client = new AbortController();
  let refused = assert.rejects(get("/report", { signal: client.signal }), { name: "AbortError" });
  await happened("report: begun");
  client.abort();
  await happened("report: tidied up");
  await refused;
  say("a client goes away", "its handler is cancelled, and tidied up");

  client = new AbortController();
  refused = assert.rejects(get("/offer/pen?ms=30000", { signal: client.signal }), { name: "AbortError" });
  await happened("pen: asked");
  client.abort();
  await happened("pen: cancelled");
  await refused;
  say("a client of a client", "the request that its handler made is cancelled, too");

  began = performance.now();
  const late = await get("/report");
  assert.equal(late.status, 503);
  await happened("report: tidied up");
  const { message } = (await late.json()) as Error;
  say("a deadline", `${late.status} ${message}, after ${milliseconds(performance.now() - began)}`);

  const running = get("/report");
  await happened("report: begun");
  await server.close();
  assert.deepEqual(journal, ["report: tidied up"]);
  const { status } = await running;
  assert.equal(status, 503);
  say("the server closes", `it cancelled a request, which tidied up and was answered ${status}`);
}
