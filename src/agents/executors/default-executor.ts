/* Loops that were given no executor use threads. */
import { setDefaultExecutorFactory } from "../../loop/executor.js";
import "./full-pools.js";
import { ThreadPoolExecutor } from "./thread-pool-executor.js";

setDefaultExecutorFactory(() => new ThreadPoolExecutor({ name: "Default" }));
