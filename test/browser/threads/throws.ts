/* A worker whose module throws as it is loaded. */
throw new Error("no configuration");
