import "server-only";
import type { z } from "zod";

type Raw = z.core.$ZodRawIssue;

const listed = (values: readonly unknown[]): string => values.map(String).join(", ");

/** What is wrong with a value, where its schema has no sentence of its own; undefined leaves it to the library. */
export function inputWords(issue: Raw): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined
        ? "It is missing."
        : `It has to be ${KINDS[issue.expected] ?? issue.expected}.`;
    case "too_small":
      return smallWords(issue.origin, Number(issue.minimum));
    case "too_big":
      return bigWords(issue.origin, Number(issue.maximum));
    case "invalid_value":
      return issue.input === undefined
        ? `It is missing. Say one of ${listed(issue.values)}.`
        : `Say one of ${listed(issue.values)}.`;
    case "unrecognized_keys":
      return `There is no such field: ${listed(issue.keys)}.`;
    case "invalid_format":
      return FORMATS[issue.format];
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  null: "null",
};

const FORMATS: Readonly<Record<string, string>> = {
  uuid: "It is no id of Holdfast's.",
  datetime: "It is no moment; say one such as 2026-11-30T17:00:00Z.",
  date: "It is no day; say one such as 2026-11-30.",
  email: "It is no e-mail address.",
  url: "It is no address; say one such as https://erp.example.",
};

function smallWords(origin: string, least: number): string | undefined {
  if (origin === "string") return least === 1 ? "It is empty." : `Give at least ${least} characters.`;
  if (origin === "array" || origin === "set")
    return least === 1 ? "Give at least one." : `Give at least ${least}.`;
  return origin === "number" || origin === "int" ? `It has to be ${least} or more.` : undefined;
}

function bigWords(origin: string, most: number): string | undefined {
  if (origin === "string") return `It has at most ${most} characters.`;
  if (origin === "array" || origin === "set") return `Give at most ${most}.`;
  return origin === "number" || origin === "int" ? `It has to be ${most} or less.` : undefined;
}
