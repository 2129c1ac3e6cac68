import type { Descriptor, Output } from "./messages.js";

/** Where this thread's output goes. */
const outputs: [stdout: Output, stderr: Output] = ["inherit", "inherit"];

/** This thread's output goes there from now on. */
export function setOutputs(stdout: Output, stderr: Output): void {
  outputs[0] = stdout;
  outputs[1] = stderr;
}

/** Where the output of an agent goes that this thread starts, so that what it inherits is what this thread has. */
export function inherited(output: Output, descriptor: Descriptor): Output {
  return output === "inherit" ? (outputs[descriptor - 1] as Output) : output;
}
