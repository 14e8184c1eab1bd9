import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import type { GatePolicyVersion, Prisma } from "@/lib/data/generated/client";
import { isTaken } from "@/lib/data/taken";
import type { RuleSource } from "@/lib/domain/policy/rule-source";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import type { Context } from "../context";
import { rulesOf } from "./active";
import { activeRules, gatePolicy } from "./rows";
import { assertWhole, parseRule } from "./rule-text";
import { gatePolicyTarget, staleDraft } from "./target";

/** Writes one rule into the draft, which begins as what holds now. Nothing holds before the draft is activated. */
export const saveRule = command({
  action: "policy.edit",
  input: API.saveGateRule.body,
  target: gatePolicyTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const rule = parseRule(input.text);
    const rules = await startingFrom(tx, row, input.revision);
    const { ruleId } = input;
    if (ruleId !== null && !rules.some(({ id }) => id === ruleId)) throw noSuchRule(ruleId);
    const after = ruleId === null ? [...rules, rule] : rules.map((one) => (one.id === ruleId ? rule : one));
    assertWhole(after);
    await storeDraft(tx, ctx, { row, revision: input.revision, rules: after });
    note({ rule: rule.id, was: ruleId, text: input.text });
    return gatePolicy(tx, ctx);
  },
});

/** Takes one rule out of the draft. */
export const removeRule = command({
  action: "policy.edit",
  input: API.removeGateRule.body,
  target: gatePolicyTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const rules = await startingFrom(tx, row, input.revision);
    if (!rules.some(({ id }) => id === input.ruleId)) throw noSuchRule(input.ruleId);
    const after = rules.filter(({ id }) => id !== input.ruleId);
    await storeDraft(tx, ctx, { row, revision: input.revision, rules: after });
    note({ removed: input.ruleId });
    return gatePolicy(tx, ctx);
  },
});

/** Throws the draft away; what holds goes on holding. */
export const discardDraft = command({
  action: "policy.edit",
  input: API.discardGateDraft.body,
  target: gatePolicyTarget,
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const { count } = await tx.gatePolicyVersion.updateMany({
      where: { state: "draft", revision: input.revision, ...(row === null ? {} : { id: row.id }) },
      data: { state: "discarded", updatedAt: ctx.now },
    });
    if (row === null || count !== 1) throw staleDraft();
    note({ discarded: row.number });
    return gatePolicy(tx, ctx);
  },
});

const noSuchRule = (id: string) => new Problem("not_found", `There is no rule ${id} in the draft.`);

/** The rules an edit begins with. Problem `conflict` unless the editor saw the draft as it is. */
async function startingFrom(
  tx: Tx,
  row: GatePolicyVersion | null,
  revision: number,
): Promise<readonly RuleSource[]> {
  if ((row?.revision ?? 0) !== revision) throw staleDraft();
  return row === null ? (await activeRules(tx)).rules : rulesOf(row);
}

type Draft = { row: GatePolicyVersion | null; revision: number; rules: readonly RuleSource[] };

async function storeDraft(tx: Tx, ctx: Context, { row, revision, rules }: Draft): Promise<void> {
  const content = {
    rules: rules as unknown as Prisma.InputJsonValue,
    authorName: ctx.actor.name,
    updatedAt: ctx.now,
  };
  if (row === null) {
    const { number } = await activeRules(tx);
    await tx.gatePolicyVersion
      .create({ data: { ...content, basedOn: number, createdAt: ctx.now } })
      .catch((error: unknown) => {
        throw isTaken(error) ? staleDraft() : error;
      });
    return;
  }
  const { count } = await tx.gatePolicyVersion.updateMany({
    where: { id: row.id, state: "draft", revision },
    data: { ...content, revision: { increment: 1 } },
  });
  if (count !== 1) throw staleDraft();
}
