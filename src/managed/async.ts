/*
 * `import "tsyncio/async"`: makes the helpers that TypeScript's output calls global. Import it before any other module, with
 * `"target": "es2016"` and `"noEmitHelpers": true` in tsconfig.json.
 */
import { __addDisposableResource, __disposeResources } from "./disposal.js";
import {
  __asyncDelegator,
  __asyncGenerator,
  __asyncValues,
  __await,
  __awaiter,
} from "./typescript-helpers.js";

Object.assign(globalThis, {
  __addDisposableResource,
  __asyncDelegator,
  __asyncGenerator,
  __asyncValues,
  __await,
  __awaiter,
  __disposeResources,
});
