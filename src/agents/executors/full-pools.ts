/* Executors have what they do their work with. */
import { Pool } from "./pool.js";
import { providePools } from "./pools.js";

providePools((executor, kind, settings, begun) => new Pool(executor, kind, settings, begun));
