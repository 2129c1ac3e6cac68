/* Where a Thread begins. */
import { takeFirstMessage } from "./first-message.js";
import { MainReceiver } from "./main-receiver.js";
import { takeOutputTaken } from "./output-window.js";
import { setParent } from "./parent-link.js";
import { connectThread } from "./thread-parent.js";

export function begin(): void {
  takeFirstMessage((port, data) => {
    const receiver = new MainReceiver(() => close(), takeOutputTaken);
    const { peer, takeIn, close } = connectThread(port, data, receiver);
    setParent(peer);
    takeIn();
  });
}
