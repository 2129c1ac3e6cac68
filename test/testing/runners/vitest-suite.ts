import { test } from "vitest";
import { registerSuite } from "./suite.js";

registerSuite(test);
