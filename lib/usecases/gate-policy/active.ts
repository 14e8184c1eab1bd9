import "server-only";
import { RuleSources } from "@/lib/contracts/api/resources/gate-policy";
import type { Tx } from "@/lib/data/client";
import type { RuleSource } from "@/lib/domain/policy/rule-source";
import { SHIPPED_RULES } from "@/lib/domain/policy/shipped-rules";
import { compilePolicy, type WrittenPolicy } from "@/lib/domain/policy/written-rules";

/** Compiled versions of this process, by id: a version that has been active never changes. */
const compiled = new Map<string, WrittenPolicy>();
const MOST_KEPT = 20;
let shipped: WrittenPolicy | null = null;

/**
 * The written rules that hold now, compiled once per version and process. Without an active version the shipped ones.
 * A version that cannot be read is a rule that always refuses: nothing passes by a broken policy.
 */
export async function activePolicy(db: Tx): Promise<WrittenPolicy> {
  const active = await db.gatePolicyVersion.findFirst({
    where: { state: "active" },
    select: { id: true, number: true },
  });
  if (active === null) {
    shipped ??= compilePolicy(0, SHIPPED_RULES);
    return shipped;
  }
  const known = compiled.get(active.id);
  if (known !== undefined) return known;
  const row = await db.gatePolicyVersion.findUniqueOrThrow({ where: { id: active.id } });
  const policy = compilePolicy(active.number, rulesOf(row));
  const [oldest] = compiled.keys();
  if (compiled.size >= MOST_KEPT && oldest !== undefined) compiled.delete(oldest);
  compiled.set(active.id, policy);
  return policy;
}

/** The rules of a stored version; what cannot be read any more stands as one rule that refuses. */
export function rulesOf(row: { rules: unknown; number: number }): readonly RuleSource[] {
  const parsed = RuleSources.safeParse(row.rules);
  return parsed.success ? parsed.data : [unreadable(row.number)];
}

const unreadable = (number: number): RuleSource => ({
  id: "rules_readable",
  title: "Gate rules",
  when: "true",
  verdict: "block",
  fact: `Version ${number} of the gate rules cannot be read.`,
  remedy:
    "Under Policies, Gate rules, take this rule out, write those that shall hold, and activate the draft.",
  passes: "They can be read.",
  elsewhere: "",
  waivable: false,
  stages: [],
  tiers: [],
  moments: [],
});
