import { parentPort } from "node:worker_threads";
import { burn } from "./tasks.js";

parentPort?.on("message", (tasks: number) => {
  for (let i = 0; i < tasks; i++) burn(i);
  parentPort?.postMessage("done");
});
