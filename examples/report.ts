/** Where an example tells what happens, as it happens: what it is about, and what was seen. */
export type Say = (label: string, text: string) => void;

/** Where a report goes. */
export interface Output {
  write(text: string): unknown;
}

const WIDTH = 80;
const INDENT = "  ";
const LABEL_WIDTH = 24;

/** Writes a report in two columns that fits 80 columns. */
export function sayTo(output: Output): Say {
  return (label, text) => {
    const lines = wrap(text, WIDTH - INDENT.length - LABEL_WIDTH);
    lines.forEach((line, index) => {
      const left = index === 0 ? label : "";
      output.write(`${INDENT}${left.padEnd(LABEL_WIDTH)}${line}\n`);
    });
  };
}

/** Writes to this program's standard output. */
export const print: Say = sayTo(process.stdout);

/** A time in milliseconds, in words. */
export function milliseconds(time: number): string {
  return `${time.toFixed(time < 10 ? 1 : 0)} ms`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
