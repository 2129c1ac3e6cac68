/* Where a Process begins. */
import { MainReceiver } from "./main-receiver.js";
import { takeOutputTaken } from "./output-window.js";
import { setParent } from "./parent-link.js";
import { connectProcess } from "./process-parent.js";

const { peer, close } = connectProcess(new MainReceiver(() => close(), takeOutputTaken));
setParent(peer);
