import { type CriticalityTier, STAGES, type Stage } from "../catalog/stage";
import { compileCondition, compileValue, type Expression, type ExpressionFault } from "./cel";
import type { GateMoment } from "./gate";
import { RULE_ID } from "./rule-bounds";

export const RULE_VERDICTS = ["warn", "block"] as const;
export const RULE_TIERS = ["tier1", "tier2", "tier3"] as const satisfies readonly CriticalityTier[];
export const RULE_MOMENTS = ["draft", "approve", "start", "resume"] as const satisfies readonly GateMoment[];
/** One written rule of the gates: a condition in CEL under which it objects, and what is said then. */
export type RuleSource = {
  /** Stable name, printed with the gate. */
  id: string;
  title: string;
  /** CEL that gives yes when the rule is violated. */
  when: string;
  verdict: (typeof RULE_VERDICTS)[number];
  /** Sentences; {{ … }} puts in a value in CEL. `fact` when violated, `passes` when not, `elsewhere` where it is not asked. */
  fact: string;
  remedy: string;
  passes: string;
  /** Empty: the rule is not shown where it is not asked. */
  elsewhere: string;
  /** Whether a second person may let a change pass in spite of it. */
  waivable: boolean;
  /** Where and when it is asked; empty means everywhere and always. */
  stages: readonly Stage[];
  tiers: readonly CriticalityTier[];
  moments: readonly GateMoment[];
};

/** What is wrong with a rule: in which of its fields, at which character of that field. */
export type RuleFault = ExpressionFault & { field: keyof RuleSource };

const TEXTS = ["fact", "remedy", "passes", "elsewhere"] as const satisfies readonly (keyof RuleSource)[];

/** Ids of gates that are law: a written rule may not take their name. */
export const LAW_GATES = [
  "digest_passed_stages",
  "release_differs",
  "not_held",
  "environment_free",
  "environment_sound",
  "cluster_reachable",
  "checkpoint_place",
  "recovery_proven",
  "plan_as_approved",
  "class_as_submitted",
  "not_quarantined",
  "evidence_complete",
  "emergency_debt_paid",
  "within_template",
  "calendar_open",
  "window_fit",
  "error_budget",
] as const;

/** Everything that keeps a rule from being used, in the order of its fields; empty when it can be. */
export function ruleFaults(source: RuleSource): readonly RuleFault[] {
  const faults: RuleFault[] = [];
  const say = (field: keyof RuleSource, message: string, at = 0) => faults.push({ field, message, at });
  if (!RULE_ID.test(source.id)) say("id", "An id is 3 to 40 small letters, digits and underscores.");
  if (LAW_GATES.some((id) => id === source.id)) say("id", `${source.id} is a gate of Holdfast's own.`);
  if (source.title.trim().length < 3) say("title", "Give it a title of at least 3 characters.");
  if (source.fact.trim() === "") say("fact", "Say what is so when the rule objects.");
  if (source.remedy.trim() === "") say("remedy", "Say what would satisfy it.");
  if (source.passes.trim() === "") say("passes", "Say what is so when the rule has nothing to object.");
  const condition = compileCondition(source.when);
  if (!condition.ok) faults.push({ field: "when", ...condition.fault });
  for (const field of TEXTS) {
    const made = compileTemplate(source[field]);
    if (!made.ok) faults.push({ field, ...made.fault });
  }
  return faults;
}

type Piece = string | Expression<string>;
export type Template = Expression<string>;

/** So much of one value is put into a sentence. */
const MAX_VALUE = 140;
const MAX_VALUES = 8;

/** A sentence with values in {{ … }}. */
export function compileTemplate(
  text: string,
): { ok: true; render: Template } | { ok: false; fault: ExpressionFault } {
  const pieces: Piece[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf("{{", from);
    if (open === -1) break;
    const close = text.indexOf("}}", open);
    if (close === -1) return { ok: false, fault: { message: "A {{ is not closed by }}.", at: open } };
    const inside = text.slice(open + 2, close);
    const value = compileValue(inside);
    if (!value.ok) {
      const { message, at } = value.fault;
      return { ok: false, fault: { message, at: open + 2 + at } };
    }
    pieces.push(text.slice(from, open), value.evaluate);
    from = close + 2;
  }
  pieces.push(text.slice(from));
  if (pieces.length > 2 * MAX_VALUES + 1) {
    return { ok: false, fault: { message: `More than ${MAX_VALUES} values in one sentence.`, at: 0 } };
  }
  const render: Template = (facts) => {
    let sentence = "";
    for (const piece of pieces) sentence += typeof piece === "string" ? piece : shortened(piece(facts));
    return sentence;
  };
  return { ok: true, render };
}

const shortened = (text: string): string =>
  text.length <= MAX_VALUE ? text : `${text.slice(0, MAX_VALUE - 3).trimEnd()}…`;

/** Where a rule is asked, in words. */
export function scopeWords({
  stages,
  tiers,
  moments,
}: Pick<RuleSource, "stages" | "tiers" | "moments">): string {
  const where = stages.length === 0 || stages.length === STAGES.length ? "every stage" : stages.join(", ");
  const whom = tiers.length === 0 ? "" : `, ${tiers.map((tier) => `tier ${tier.slice(-1)}`).join(" and ")}`;
  const when = moments.length === 0 ? "" : `, at ${moments.join(" and ")}`;
  return `${where}${whom}${when}`;
}
