import { test } from "node:test";
import { registerSuite } from "./suite.js";

registerSuite(test);
