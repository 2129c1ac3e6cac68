import { hermetic } from "tsyncio/testing";

await hermetic(new URL(import.meta.url));
