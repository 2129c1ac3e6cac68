import type { Link } from "./remote-loop.js";

/** How this thread or process reaches its parent; `null` in the main program. */
export let parentLink: Link | null = null;

/** Called once, where a thread or process begins. */
export function setParent(link: Link): void {
  parentLink = link;
}
