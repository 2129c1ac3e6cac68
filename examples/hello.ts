/* tsyncio run examples/hello.ts */
import { gather, sleep } from "tsyncio";

async function fetchPage(name: string): Promise<string> {
  await sleep(50); // milliseconds
  return `page ${name}`;
}

export async function main(): Promise<void> {
  const pages = await gather([fetchPage("a"), fetchPage("b")]);
  console.log(pages.join(", "));
}
