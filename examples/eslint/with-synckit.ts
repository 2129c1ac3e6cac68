/* The same question through synckit, to compare with. */
import { runAsWorker } from "synckit";
import { exportsOf } from "./exports.js";

runAsWorker(exportsOf);
