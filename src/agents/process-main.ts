/* Where a Process begins. */
import { MainReceiver } from "./main-receiver.js";
import { setParent } from "./parent-link.js";
import { connectProcess } from "./process-parent.js";

const { peer, close } = connectProcess(new MainReceiver(() => close()));
setParent(peer);
