import { err, ok, type Result } from "../shared/result";
import type { EvidenceFindings } from "./kind";

type TestFindings = Extract<EvidenceFindings, { shape: "tests" }>;

/** A report may be no deeper than this, and hold no more elements. */
const MAX_DEPTH = 64;
const MAX_ELEMENTS = 500_000;

type Element = { name: string; opens: boolean; closes: boolean };

/**
 * Counts of a JUnit XML report, from its test cases and not from the totals it claims. Entities are never expanded and
 * a document type is refused, so that a report cannot grow in memory. An error is a sentence for whoever sent it.
 */
export function readJunit(text: string): Result<TestFindings, string> {
  const findings = { shape: "tests" as const, total: 0, failed: 0, errors: 0, skipped: 0 };
  const open: string[] = [];
  let inCase: "passed" | "failed" | "errors" | "skipped" | null = null;
  let seen = 0;
  let root = false;
  for (const element of elements(text)) {
    if (typeof element === "string") return err(element);
    seen += 1;
    if (seen > MAX_ELEMENTS) return err(`The report holds more than ${MAX_ELEMENTS} elements.`);
    if (element.opens) {
      if (open.length === 0) {
        if (root) return err("The report has more than one root element.");
        if (element.name !== "testsuites" && element.name !== "testsuite")
          return err(`A JUnit report begins with <testsuites> or <testsuite>, not <${shown(element.name)}>.`);
        root = true;
      }
      if (element.name === "testcase") {
        if (inCase !== null) return err("A test case stands inside another one.");
        findings.total += 1;
        inCase = "passed";
      }
      if (inCase !== null && inCase !== "failed" && inCase !== "errors")
        inCase = OUTCOME.get(element.name) ?? inCase;
      open.push(element.name);
      if (open.length > MAX_DEPTH) return err(`The report is more than ${MAX_DEPTH} elements deep.`);
    }
    if (element.closes) {
      const last = open.pop();
      if (last !== element.name) return err(`</${shown(element.name)}> closes what was not opened by it.`);
      if (element.name === "testcase") {
        if (inCase !== null && inCase !== "passed") findings[inCase] += 1;
        inCase = null;
      }
    }
  }
  const [unclosed] = open;
  if (unclosed !== undefined) return err(`<${shown(unclosed)}> is never closed: the report is cut off.`);
  return root ? ok(findings) : err("The report holds no XML element.");
}

const OUTCOME = new Map([
  ["failure", "failed"],
  ["error", "errors"],
  ["skipped", "skipped"],
] as const) as ReadonlyMap<string, "failed" | "errors" | "skipped">;

const shown = (name: string): string => name.slice(0, 40);

const NAME = /^[A-Za-z_][A-Za-z0-9_.:-]*/;

/** The elements of a text in order, or a sentence and the end. Attributes, comments and texts are stepped over. */
function* elements(text: string): Generator<Element | string> {
  let at = 0;
  for (;;) {
    const begin = text.indexOf("<", at);
    if (begin < 0) return;
    const skipped = stepOver(text, begin);
    if (typeof skipped === "string") return yield skipped;
    if (skipped !== null) {
      at = skipped;
      continue;
    }
    const end = tagEnd(text, begin + 1);
    if (end < 0) return yield "The report is cut off inside a tag.";
    const tag = text.slice(begin + 1, end);
    const closing = tag.startsWith("/");
    const name = NAME.exec(closing ? tag.slice(1) : tag)?.[0];
    if (name === undefined) return yield "The report is not well-formed XML: a tag has no name.";
    yield { name, opens: !closing, closes: closing || tag.endsWith("/") };
    at = end + 1;
  }
}

/** Where a comment, character data or instruction ends; null for an element, a sentence for what is refused. */
function stepOver(text: string, begin: number): number | string | null {
  const past = (from: string, to: string): number | string => {
    const end = text.indexOf(to, begin + from.length);
    return end < 0 ? `The report is cut off after ${from}.` : end + to.length;
  };
  if (text.startsWith("<!--", begin)) return past("<!--", "-->");
  if (text.startsWith("<![CDATA[", begin)) return past("<![CDATA[", "]]>");
  if (text.startsWith("<?", begin)) return past("<?", "?>");
  if (text.startsWith("<!", begin))
    return "A report with a document type or entities is not read. Send it without.";
  return null;
}

/** The `>` that ends a tag, past those inside quoted values; -1 without one. */
function tagEnd(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === ">") return at;
    else if (letter === "<") return -1;
  }
  return -1;
}
