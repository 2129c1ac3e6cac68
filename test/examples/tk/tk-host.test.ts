import { after, test } from "node:test";
import { Tcl } from "../../../examples/tk/tcl.js";
import { tkHost } from "../../../examples/tk/tk-host.js";
import { testHost } from "../../drivers/hosts/contract.js";
import { javascriptHost } from "../../drivers/hosts/javascript-host.js";
import { hasTcl } from "./installed.js";

if (hasTcl) {
  // Tcl needs no window to have an event loop. Node's loop lets it handle some events at a time.
  const tcl = new Tcl();
  const pump = setInterval(() => {
    for (let left = 10; left > 0 && tcl.doOneEvent(false); left--);
  }, 1);
  after(() => clearInterval(pump));
  testHost("tkHost", () => javascriptHost(tkHost(tcl)));
} else {
  test("tkHost, as any host", { skip: "Tcl 8.6 is not installed" });
}
