import { test } from "@jest/globals";
import { registerSuite } from "./suite.js";

registerSuite(test);
