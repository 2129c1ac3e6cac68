/* Where a Thread begins. */
import { MainReceiver } from "./main-receiver.js";
import { setParent } from "./parent-link.js";
import { connectThread } from "./thread-parent.js";

export function begin(): void {
  const { peer, takeIn, close } = connectThread(() => new MainReceiver(() => close()));
  setParent(peer);
  takeIn();
}
