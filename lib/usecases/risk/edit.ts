import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { RiskPolicy } from "@/lib/contracts/api/resources/risk";
import { decide } from "@/lib/domain/access/decide";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { objectiveEvent } from "../objective/rows";
import { Nothing, query } from "../query";
import { storePolicy } from "../store-policy";
import { RISK_POLICY_ID, riskSettingsOf } from "./settings";

/** What a change's risk is made of. It belongs to no tenant. */
export const getRiskPolicy = query({
  action: "policy.read",
  input: Nothing,
  run: async ({ ctx }) =>
    presentRiskPolicy(ctx, await ctx.db.prisma.riskPolicy.findUnique({ where: { id: RISK_POLICY_ID } })),
});

/** Sets how heavy each factor weighs and where the bands begin. Version 0: nobody had set anything before. */
export const editRiskPolicy = command({
  action: "policy.edit",
  input: API.editRiskPolicy.body,
  target: async (tx) => ({
    row: await tx.riskPolicy.findUnique({ where: { id: RISK_POLICY_ID } }),
    scope: { level: "fleet" as const },
    kind: "risk_policy",
    id: RISK_POLICY_ID,
    name: "risk of changes",
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input: { settings, version }, target: { row }, announce, note }) => {
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.riskPolicy.create({ data: { id: RISK_POLICY_ID, settings, updatedAt } }),
      update: () =>
        tx.riskPolicy.updateMany({
          where: { id: RISK_POLICY_ID, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ before: riskSettingsOf(row), after: settings });
    await announce(objectiveEvent("risk_policy.changed", null, RISK_POLICY_ID));
    return presentRiskPolicy(ctx, await tx.riskPolicy.findUniqueOrThrow({ where: { id: RISK_POLICY_ID } }));
  },
});

type Row = { settings: unknown; updatedAt: Date; version: number };

function presentRiskPolicy(ctx: Context, row: Row | null): RiskPolicy {
  const decision = decide(grantsOf(ctx.actor), "policy.edit", { level: "fleet" });
  const { weights, mediumFrom, highFrom } = riskSettingsOf(row);
  return {
    settings: { weights: { ...weights }, mediumFrom, highFrom },
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}
