import { fault, type Read } from "./read";

/** One line of a calendar file after unfolding. `number` is where it begins in the file, from 1. */
export type ContentLine = {
  number: number;
  name: string;
  parameters: ReadonlyMap<string, string>;
  value: string;
};

/** A file of more lines than this is no calendar of ours, in lines before unfolding. */
const MOST_LINES = 60_000;
/** Octets of a line without its end, as RFC 5545 §3.1 asks. */
const LINE_OCTETS = 75;

const encoder = new TextEncoder();

/** Unfolds (RFC 5545 §3.1) and splits each line into name, parameters and value; the first fault names its line. */
export function readLines(text: string): Read<readonly ContentLine[]> {
  const physical = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  if (physical.length > MOST_LINES) {
    return fault(null, `The file has ${physical.length} lines; at most ${MOST_LINES} are read.`);
  }
  const lines: ContentLine[] = [];
  for (const { number, line } of unfolded(physical)) {
    const read = readLine(number, line);
    if (!read.ok) return read;
    lines.push(read.value);
  }
  return { ok: true, value: lines };
}

function* unfolded(physical: readonly string[]): Generator<{ number: number; line: string }> {
  let begun: { number: number; parts: string[] } | null = null;
  for (const [index, line] of physical.entries()) {
    if (begun !== null && (line.startsWith(" ") || line.startsWith("\t"))) {
      begun.parts.push(line.slice(1));
      continue;
    }
    if (begun !== null) yield { number: begun.number, line: begun.parts.join("") };
    begun = line === "" ? null : { number: index + 1, parts: [line] };
  }
  if (begun !== null) yield { number: begun.number, line: begun.parts.join("") };
}

const NAME = /^[A-Za-z0-9-]+/;
const PARAMETER = /^;([A-Za-z0-9-]+)=("[^"]*"|[^";:,]*)((?:,(?:"[^"]*"|[^";:,]*))*)/;

function readLine(number: number, line: string): Read<ContentLine> {
  const name = NAME.exec(line)?.[0];
  if (name === undefined) return fault(number, "The line does not begin with a property's name.");
  let rest = line.slice(name.length);
  const parameters = new Map<string, string>();
  while (rest.startsWith(";")) {
    const found = PARAMETER.exec(rest);
    if (found === null) return fault(number, `A parameter of ${name.toUpperCase()} is malformed.`);
    const [whole, key = "", first = ""] = found;
    parameters.set(key.toUpperCase(), first.replace(/^"|"$/g, ""));
    rest = rest.slice(whole.length);
  }
  if (!rest.startsWith(":")) return fault(number, `${name.toUpperCase()} has no colon before its value.`);
  return { ok: true, value: { number, name: name.toUpperCase(), parameters, value: rest.slice(1) } };
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n" };

/** TEXT as RFC 5545 §3.3.11 writes it; what no calendar may hold (control characters) is left out. */
export const escapeText = (text: string): string =>
  text
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, "")
    .replace(/[\\;,\n]/g, (found) => ESCAPES[found] ?? found);

/** The text behind an escaped one. */
export const unescapeText = (value: string): string =>
  value.replace(/\\([\\;,nN])/g, (_, found: string) => (found === "n" || found === "N" ? "\n" : found));

type Parameters = Readonly<Record<string, string>>;

/** One property, folded at 75 octets and never inside a character; ends with CRLF. `value` is written as it is. */
export function writeLine(name: string, value: string, parameters: Parameters = {}): string {
  const said = Object.entries(parameters).map(([key, each]) => `;${key}=${quoted(each)}`);
  const line = `${name}${said.join("")}:${value}`;
  const parts: string[] = [];
  let part = "";
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    // The space that begins a continued line counts.
    if (octets + size > LINE_OCTETS - (parts.length === 0 ? 0 : 1)) {
      parts.push(part);
      [part, octets] = ["", 0];
    }
    part += character;
    octets += size;
  }
  return `${[...parts, part].join("\r\n ")}\r\n`;
}

const quoted = (value: string): string => (/[;:,]/.test(value) ? `"${value}"` : value);
