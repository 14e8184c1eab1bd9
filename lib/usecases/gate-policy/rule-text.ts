import "server-only";
import { isNode, LineCounter, parseDocument, stringify } from "yaml";
import { RuleSource as Schema } from "@/lib/contracts/api/resources/gate-policy";
import { RULE_BOUNDS } from "@/lib/domain/policy/rule-bounds";
import { type RuleSource, ruleFaults } from "@/lib/domain/policy/rule-source";
import { Problem } from "@/lib/domain/shared/problem";

/** Where in the text something is wrong; line and column from 1. */
type Issue = { path: string; message: string; line: number; column: number };

/** A rule as people edit it: the fields that say something, in one order whichever way it was stored. */
export function ruleText(rule: RuleSource): string {
  const { id, title, when, verdict, fact, remedy, passes, elsewhere, waivable } = rule;
  const where = Object.fromEntries(
    (["stages", "tiers", "moments"] as const).flatMap((field) =>
      rule[field].length === 0 ? [] : [[field, rule[field]]],
    ),
  );
  const said = { fact, remedy, passes, ...(elsewhere === "" ? {} : { elsewhere }) };
  return stringify({ id, title, when, verdict, ...said, waivable, ...where }, { lineWidth: 0 });
}

/**
 * The rule a text holds. Problem `invalid_input` that names line and column of the first fault and lists all: YAML that
 * cannot be read, a field nobody knows, an expression that does not compile.
 */
export function parseRule(text: string): RuleSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (path: string, message: string, offset: number): Issue => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(offset, text.length)));
    return { path, message, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [message = "The text cannot be read."] = broken.message.split("\n");
    throw refusal([at("text", message.replace(/ at line \d+, column \d+:?$/, "."), broken.pos[0])]);
  }
  const placeOf = (field: string): number => {
    const node: unknown = document.get(field, true);
    return isNode(node) && node.range ? node.range[0] : 0;
  };
  const parsed = Schema.safeParse(plainOf(document));
  if (!parsed.success) {
    throw refusal(
      parsed.error.issues.slice(0, 20).map((issue) => {
        const field = String(issue.path[0] ?? "text");
        return at(field, issue.message, placeOf(field));
      }),
    );
  }
  const faults = ruleFaults(parsed.data);
  if (faults.length > 0) {
    throw refusal(
      faults.slice(0, 20).map((fault) => at(fault.field, fault.message, inScalar(fault.field, fault.at))),
    );
  }
  return parsed.data;

  /** Where a character of a field's value stands in the text; exact where the value is written in one line. */
  function inScalar(field: string, offset: number): number {
    const node: unknown = document.get(field, true);
    const start = placeOf(field);
    const kind = isNode(node) ? (node as { type?: string }).type : undefined;
    if (kind === "PLAIN") return start + offset;
    if (kind === "QUOTE_SINGLE" || kind === "QUOTE_DOUBLE") return start + 1 + offset;
    return start;
  }
}

function plainOf(document: { toJS(options?: { maxAliasCount?: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw refusal([{ path: "text", message: "A rule may not refer to itself.", line: 1, column: 1 }]);
  }
}

function refusal(issues: readonly Issue[]): Problem {
  const [first] = issues;
  const where = first === undefined ? "" : `Line ${first.line}, column ${first.column} (${first.path}): `;
  return new Problem("invalid_input", `${where}${first?.message ?? "The rule cannot be used."}`, {
    issues: issues.map(({ path, message, line, column }) => ({
      path: `text.${path}`,
      message: `Line ${line}, column ${column}: ${message}`,
    })),
  });
}

/** Problem `invalid_input` when a policy would have two rules of one name, or too many. */
export function assertWhole(rules: readonly RuleSource[]): void {
  if (rules.length > RULE_BOUNDS.rules)
    throw new Problem("invalid_input", `A policy has at most ${RULE_BOUNDS.rules} rules.`);
  const twice = rules.find(({ id }, index) => rules.findIndex((one) => one.id === id) !== index);
  if (twice !== undefined)
    throw new Problem("invalid_input", `There is a rule ${twice.id} already. Give this one another id.`);
}
