/* Where a Thread begins. */
import { MainReceiver } from "./main-receiver.js";
import { setParent } from "./parent-loop.js";
import { connectThread } from "./thread-parent.js";

const { peer, close } = connectThread(() => new MainReceiver(() => close()));
setParent(peer);
