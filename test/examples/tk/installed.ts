import { spawnSync } from "node:child_process";
import koffi from "koffi";

/** Whether Tcl's library is installed. */
export const hasTcl = loads("libtcl8.6.so.0");

/** Why tests of windows are skipped, or `false`. */
export const skip: string | false =
  (!(hasTcl && loads("libtk8.6.so.0")) && "Tcl/Tk 8.6 is not installed") ||
  missing("Xvfb", "-help") ||
  missing("xdotool", "version") ||
  missing("import", "-version");

function loads(library: string): boolean {
  try {
    koffi.load(library);
    return true;
  } catch {
    return false;
  }
}

function missing(program: string, argument: string): string | false {
  return spawnSync(program, [argument]).error !== undefined && `${program} is not installed`;
}
