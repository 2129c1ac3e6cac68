/* Compiled, never run: what the types of carried variables allow and infer. */
import { AsyncLocalStorage } from "node:async_hooks";
import { ContextVar, carried } from "tsyncio";
import { same } from "./equal.js";

// It is the variable that was given.
const user = carried(import.meta.url, new ContextVar<string>("user"));
same<ContextVar<string>, typeof user>(true);
const request = carried(import.meta.url, new AsyncLocalStorage<{ id: number }>(), "request");
same<AsyncLocalStorage<{ id: number }>, typeof request>(true);

// @ts-expect-error the URL comes first
carried(new ContextVar<string>("user"), import.meta.url);
// @ts-expect-error no variable
carried(import.meta.url, new Map());
// @ts-expect-error a name is a text
carried(import.meta.url, new ContextVar<string>("user"), 5);
