import "server-only";
import type { HealthPolicy } from "@/lib/contracts/api/resources/health-policy";
import { decide } from "@/lib/domain/access/decide";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { settingsOf } from "./settings";

const TIERS = ["tier1", "tier2", "tier3"] as const;

/** From where signals warn and are bad, in every tier. It belongs to no tenant. */
export const listHealthPolicies = query({
  action: "policy.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.healthPolicy.findMany({ take: TIERS.length });
    return {
      items: TIERS.map((tier) =>
        presentHealthPolicy(ctx, tier, rows.find((row) => row.tier === tier) ?? null),
      ),
    };
  },
});

type Row = { settings: unknown; updatedAt: Date; version: number };

/** Whether the reader may say how all environments are judged: that needs a role over the whole fleet. */
export function canEditHealth(ctx: Context): HealthPolicy["can"]["edit"] {
  const decision = decide(grantsOf(ctx.actor), "health_policy.edit", { level: "fleet" });
  return { allowed: decision.allow, reason: decision.allow ? null : decision.reason };
}

/** One tier's policy as its page shows it. */
export function presentHealthPolicy(ctx: Context, tier: CriticalityTier, row: Row | null): HealthPolicy {
  return {
    tier,
    settings: settingsOf(row),
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: canEditHealth(ctx) },
  };
}
