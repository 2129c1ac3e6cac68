/* A page without a browser, for react-dom, which looks for one when it is loaded: import this file before it. */
import { Window } from "happy-dom";

export const window = new Window({ url: "http://localhost/" });

const { document, navigator } = window;
for (const [name, value] of Object.entries({ window, document, navigator, IS_REACT_ACT_ENVIRONMENT: true })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
