import "server-only";
import type { GatePolicy, ListedRule, RuleChange } from "@/lib/contracts/api/resources/gate-policy";
import type { Tx } from "@/lib/data/client";
import { decide } from "@/lib/domain/access/decide";
import { FACTS_SCHEMA } from "@/lib/domain/policy/facts-schema";
import { type RuleSource, scopeWords } from "@/lib/domain/policy/rule-source";
import { SHIPPED_RULES } from "@/lib/domain/policy/shipped-rules";
import { type Context, grantsOf } from "../context";
import { rulesOf } from "./active";
import { ruleText } from "./rule-text";

const VERSIONS = 50;

/** The rules that hold, with their version's number: 0 and the shipped ones while nobody has written others. */
export async function activeRules(
  db: Tx,
): Promise<{ number: number; since: Date | null; rules: readonly RuleSource[] }> {
  const row = await db.gatePolicyVersion.findFirst({ where: { state: "active" } });
  return row === null
    ? { number: 0, since: null, rules: SHIPPED_RULES }
    : { number: row.number, since: row.activatedAt, rules: rulesOf(row) };
}

export const draftRow = (db: Tx) => db.gatePolicyVersion.findFirst({ where: { state: "draft" } });

/** Everything the page of gate rules shows: what holds, what is being written, how they differ, what was before. */
export async function gatePolicy(db: Tx, ctx: Context): Promise<GatePolicy> {
  const active = await activeRules(db);
  const draft = await draftRow(db);
  const versions = await db.gatePolicyVersion.findMany({
    where: { state: { in: ["active", "superseded"] } },
    orderBy: { number: "desc" },
    take: VERSIONS,
  });
  const decision = decide(grantsOf(ctx.actor), "policy.edit", { level: "fleet" });
  return {
    active: {
      number: active.number,
      since: active.since?.toISOString() ?? null,
      rules: active.rules.map(listedRule),
    },
    draft: draft && {
      number: draft.number,
      revision: draft.revision,
      author: draft.authorName,
      updatedAt: draft.updatedAt.toISOString(),
      outdated: draft.basedOn !== active.number,
      rules: rulesOf(draft).map(listedRule),
      changes: changesBetween(active.rules, rulesOf(draft)),
    },
    versions: versions.map((row) => ({
      id: row.id,
      number: row.number,
      state: row.state,
      author: row.authorName,
      activatedBy: row.activatedBy,
      reason: row.reason,
      at: (row.activatedAt ?? row.createdAt).toISOString(),
      rules: rulesOf(row).length,
    })),
    facts: factList(),
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}

const listedRule = (rule: RuleSource): ListedRule => ({
  id: rule.id,
  title: rule.title,
  verdict: rule.verdict,
  when: rule.when,
  scope: scopeWords(rule),
  waivable: rule.waivable,
  text: ruleText(rule),
});

/** What differs, rule by rule, as texts. */
export function changesBetween(before: readonly RuleSource[], after: readonly RuleSource[]): RuleChange[] {
  const [old, wanted] = [byId(before), byId(after)];
  const ids = [...new Set([...old.keys(), ...wanted.keys()])];
  return ids.flatMap((id): RuleChange[] => {
    const [was, is] = [old.get(id) ?? null, wanted.get(id) ?? null];
    if (was === is) return [];
    return [
      { id, kind: was === null ? "added" : is === null ? "removed" : "changed", before: was, after: is },
    ];
  });
}

const byId = (rules: readonly RuleSource[]): ReadonlyMap<string, string> =>
  new Map(rules.map((rule) => [rule.id, ruleText(rule)]));

const factList = (): GatePolicy["facts"] => [
  { name: "moment", type: "string", about: "draft, approve, start or resume." },
  ...Object.entries(FACTS_SCHEMA).flatMap(([group, fields]) =>
    Object.entries(fields).map(([field, { type, about }]) => ({ name: `${group}.${field}`, type, about })),
  ),
];
