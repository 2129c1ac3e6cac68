import { types } from "node:util";

/** What tells values of another realm, such as one that a test runner makes, as well. */
export const { isMap, isNativeError, isProxy, isSet } = types;
