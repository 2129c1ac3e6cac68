/* An Express server whose handlers are tasks. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler } from "express";
import { GuestRunner, isMainModule } from "tsyncio";
import { print } from "../report.js";
import { dropConnections } from "../requests/drop-connections.js";
import { RequestError } from "../requests/request-task.js";
import { main, type Server, type Settings } from "../requests/scenario.js";
import { offer, report, stock } from "../requests/shop.js";
import { taskHandlers } from "./task-handlers.js";

/** Starts the server on a port of 127.0.0.1 that is free. */
export async function startExpress({ deadline, reportDeadline, journal }: Settings): Promise<Server> {
  const app = express();
  const runner = new GuestRunner();
  const handle = taskHandlers(runner, { deadline });

  app.get(
    "/stock/:item",
    handle(function* (request, response) {
      response.json(yield* stock(String(request.params["item"]), Number(request.query["ms"] ?? 10), journal));
    }),
  );
  app.get(
    "/offer/:items",
    handle(function* (request, response, group) {
      const items = String(request.params["items"]).split(",");
      response.json(yield* offer(url, items, Number(request.query["ms"] ?? 10), group));
    }),
  );
  app.get(
    "/report",
    handle(() => report(journal), { deadline: reportDeadline }),
  );
  app.use(sendError);

  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      const closed = once(server, "close");
      server.close();
      await runner.aclose();
      dropConnections(server);
      await closed;
    },
  };
}

/** Express tells error handlers by their four parameters. */
const sendError: ErrorRequestHandler = (error: Error, _request, response, next) => {
  if (response.headersSent) next(error);
  else
    response.status(error instanceof RequestError ? error.statusCode : 500).json({ message: error.message });
};

if (isMainModule(import.meta.url)) await main("Express", startExpress, print);
