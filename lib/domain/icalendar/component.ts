import type { ContentLine } from "./line";
import { fault, type Read } from "./read";

/** A part of a calendar file between BEGIN and END. */
export type Component = {
  name: string;
  /** Where it begins in the file. */
  line: number;
  properties: readonly ContentLine[];
  parts: readonly Component[];
};

type Open = { name: string; line: number; properties: ContentLine[]; parts: Component[] };

/** Nested deeper than any calendar is: VCALENDAR, VEVENT, VALARM. */
const DEEPEST = 5;

/** The one VCALENDAR of a file. The first fault names its line. */
export function readCalendar(lines: readonly ContentLine[]): Read<Component> {
  const open: Open[] = [];
  let calendar: Component | null = null;
  for (const line of lines) {
    const inner = open.at(-1);
    if (line.name === "BEGIN") {
      const begun = begin(open, calendar, line);
      if (begun !== null) return begun;
      continue;
    }
    if (inner === undefined) {
      return fault(line.number, `${line.name} stands outside BEGIN:VCALENDAR and END:VCALENDAR.`);
    }
    if (line.name !== "END") {
      inner.properties.push(line);
      continue;
    }
    const name = line.value.trim().toUpperCase();
    if (name !== inner.name) {
      return fault(line.number, `END:${name} closes what line ${inner.line} began as ${inner.name}.`);
    }
    open.pop();
    const outer = open.at(-1);
    if (outer === undefined) calendar = inner;
    else outer.parts.push(inner);
  }
  const [unclosed] = open;
  if (unclosed !== undefined) return fault(unclosed.line, `BEGIN:${unclosed.name} is never ended.`);
  return calendar === null
    ? fault(1, "The file is no calendar: it has no BEGIN:VCALENDAR.")
    : { ok: true, value: calendar };
}

function begin(open: Open[], calendar: Component | null, line: ContentLine) {
  const name = line.value.trim().toUpperCase();
  if (open.length === 0 && name !== "VCALENDAR") {
    return fault(line.number, `The file begins with ${name || "nothing"} instead of VCALENDAR.`);
  }
  if (open.length === 0 && calendar !== null) {
    return fault(line.number, "The file holds a second VCALENDAR. Import them one by one.");
  }
  if (open.length >= DEEPEST) return fault(line.number, `${name} is nested too deeply.`);
  open.push({ name, line: line.number, properties: [], parts: [] });
  return null;
}

/** The first property of this name. */
export const property = (component: Component, name: string): ContentLine | undefined =>
  component.properties.find((each) => each.name === name);
