import "./dom.js"; // first: react-dom looks for the page when it is loaded

import { setTimeout as delay } from "node:timers/promises";
import { act, type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import type { GuestRunner } from "tsyncio";
import { window } from "./dom.js";
import { RunnerContext } from "./use-task.js";

/** A page with a component on it, and a user. */
export interface Page extends AsyncDisposable {
  /** The text of the first element that matches. */
  text(selector: string): string;
  type(text: string): Promise<void>;
  click(): Promise<void>;
  /** Lets time pass until it is so. */
  until(condition: () => boolean): Promise<void>;
  /** Waits until the page shows it. */
  see(selector: string, text: string): Promise<void>;
  render(node: ReactNode): Promise<void>;
  unmount(): Promise<void>;
}

/** Shows `node` in StrictMode on a page whose loop is the runner's. */
export async function show(node: ReactNode, runner: GuestRunner): Promise<Page> {
  const container = window.document.createElement("main");
  window.document.body.append(container);
  const root = createRoot(container as never);
  const find = (selector: string) => container.querySelector(selector);
  const page: Page = {
    text: (selector) => find(selector)?.textContent ?? "",
    type: (text) =>
      act(async () => {
        const input = find("input") as unknown as { value: string; dispatchEvent(event: unknown): void };
        // React watches the property of the element itself.
        Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, "value")?.set?.call(input, text);
        input.dispatchEvent(new window.Event("input", { bubbles: true }));
      }),
    click: () => act(async () => (find("button") as unknown as { click(): void }).click()),
    async until(condition) {
      while (!condition()) await act(() => delay(1));
    },
    see: (selector, text) => page.until(() => page.text(selector) === text),
    render: (next) =>
      act(async () =>
        root.render(
          <StrictMode>
            <RunnerContext value={runner}>{next}</RunnerContext>
          </StrictMode>,
        ),
      ),
    unmount: () => act(async () => root.unmount()),
    async [Symbol.asyncDispose]() {
      await page.unmount();
      container.remove();
    },
  };
  await page.render(node);
  return page;
}
