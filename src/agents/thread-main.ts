/* Where a Thread begins. */
import { MainReceiver } from "./main-receiver.js";
import { takeOutputTaken } from "./output-window.js";
import { setParent } from "./parent-link.js";
import { connectThread } from "./thread-parent.js";

export function begin(): void {
  const { peer, takeIn, close } = connectThread(() => new MainReceiver(() => close(), takeOutputTaken));
  setParent(peer);
  takeIn();
}
