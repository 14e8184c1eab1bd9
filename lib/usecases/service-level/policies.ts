import "server-only";
import type { ServiceLevelPolicy } from "@/lib/contracts/api/resources/service-level";
import { decide } from "@/lib/domain/access/decide";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { settingsOf, TIERS } from "./settings";

/** What every tier promises. It belongs to no tenant. */
export const listServiceLevelPolicies = query({
  action: "service_level.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.serviceLevelPolicy.findMany({ take: TIERS.length });
    return {
      items: TIERS.map((tier) =>
        presentServiceLevelPolicy(ctx, tier, rows.find((row) => row.tier === tier) ?? null),
      ),
    };
  },
});

type Row = { settings: unknown; updatedAt: Date; version: number };

/** One tier's policy as its page shows it. Policies belong to the fleet: editing needs a role over all of it. */
export function presentServiceLevelPolicy(
  ctx: Context,
  tier: CriticalityTier,
  row: Row | null,
): ServiceLevelPolicy {
  const decision = decide(grantsOf(ctx.actor), "service_level.edit", { level: "fleet" });
  const { objectives, burn, whenExhausted } = settingsOf(tier, row);
  return {
    tier,
    settings: { objectives: [...objectives], burn, whenExhausted },
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}
