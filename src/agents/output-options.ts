import type { AgentSettings } from "./agent-options.js";

const OPTIONS: ReadonlySet<unknown> = new Set([undefined, "inherit", "ignore", "pipe"]);

/**
 * Whether anything that `maker` prints is to be piped.
 * @throws RangeError if an option is none
 */
export function isPiped(maker: string, { stdout, stderr }: AgentSettings): boolean {
  for (const [name, option] of Object.entries({ stdout, stderr }))
    if (!OPTIONS.has(option))
      throw new RangeError(
        `Cannot make ${maker} with ${name} ${String(option)}: "inherit", "ignore" or "pipe" is expected`,
      );
  return stdout === "pipe" || stderr === "pipe";
}
