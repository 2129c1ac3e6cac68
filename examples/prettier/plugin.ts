/*
 * A plugin of Prettier for files of JSON records, one after the other. Prettier's printers are synchronous, and what formats a
 * record is Prettier's own `format`, which is not: the printer asks a thread for all records, then waits for each.
 */
import { doc, type Parser, type Plugin, type Printer } from "prettier";
import { exported } from "tsyncio";
import { start } from "../plugins/background.js";
import { formatRecord } from "./records.js";

interface Records {
  readonly type: "records";
  readonly lines: readonly string[];
  readonly end: number;
}

const { hardline, join } = doc.builders;
const target = exported(new URL("./records.js", import.meta.url).href, formatRecord);

const parser: Parser<Records> = {
  astFormat: "records",
  parse: (text) => ({
    type: "records",
    lines: text.split("\n").filter((line) => line.trim() !== ""),
    end: text.length,
  }),
  locStart: () => 0,
  locEnd: ({ end }) => end,
};

const printer: Printer<Records> = {
  print({ node }, { printWidth }) {
    const records = node.lines.map((line) => start(target, line, printWidth));
    return [
      join(
        [hardline, hardline],
        records.map((record) => record.result().split("\n")).map((lines) => join(hardline, lines)),
      ),
      hardline,
    ];
  },
};

export const plugin: Plugin<Records> = {
  languages: [{ name: "Records", parsers: ["records"], extensions: [".jsonl"] }],
  parsers: { records: parser },
  printers: { records: printer },
};
