/* A Fastify server whose handlers are tasks. */
import { fastify } from "fastify";
import { isMainModule } from "tsyncio";
import { print } from "../report.js";
import { main, type Server, type Settings } from "../requests/scenario.js";
import { offer, report, stock } from "../requests/shop.js";
import { taskHandlers } from "./task-handlers.js";

/** Starts the server on a port of 127.0.0.1 that is free. */
export async function startFastify({ deadline, reportDeadline, journal }: Settings): Promise<Server> {
  const app = fastify();
  const handle = taskHandlers(app, { deadline });

  app.get(
    "/stock/:item",
    handle(function* (request) {
      const { item } = request.params as { item: string };
      return yield* stock(item, milliseconds(request.query), journal);
    }),
  );
  app.get(
    "/offer/:items",
    handle(function* (request, _reply, group) {
      const { items } = request.params as { items: string };
      return yield* offer(url, items.split(","), milliseconds(request.query), group);
    }),
  );
  app.get(
    "/report",
    handle(() => report(journal), { deadline: reportDeadline }),
  );

  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { url, close: () => app.close() };
}

function milliseconds(query: unknown): number {
  return Number((query as { ms?: string }).ms ?? 10);
}

if (isMainModule(import.meta.url)) await main("Fastify", startFastify, print);
