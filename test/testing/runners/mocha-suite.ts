import { it } from "mocha";
import { registerSuite } from "./suite.js";

registerSuite(it);
