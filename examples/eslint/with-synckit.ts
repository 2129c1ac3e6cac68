/* The same question through synckit, to compare with. */
import { runAsWorker } from "synckit";
import { filesExist } from "./files.js";

runAsWorker(filesExist);
