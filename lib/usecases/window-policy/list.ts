import "server-only";
import type { WindowPolicy } from "@/lib/contracts/api/resources/window-policy";
import { decide } from "@/lib/domain/access/decide";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { settingsOf } from "./settings";

const TIERS = ["tier1", "tier2", "tier3"] as const;

/** How strictly changes of every tier must fit into their windows. It belongs to no tenant. */
export const listWindowPolicies = query({
  action: "policy.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.windowPolicy.findMany({ take: TIERS.length });
    return {
      items: TIERS.map((tier) =>
        presentWindowPolicy(ctx, tier, rows.find((row) => row.tier === tier) ?? null),
      ),
    };
  },
});

type Row = { settings: unknown; updatedAt: Date; version: number };

/** One tier's policy as its page shows it. Policies belong to the fleet: editing needs a role over all of it. */
export function presentWindowPolicy(ctx: Context, tier: CriticalityTier, row: Row | null): WindowPolicy {
  const decision = decide(grantsOf(ctx.actor), "policy.edit", { level: "fleet" });
  return {
    tier,
    settings: settingsOf(tier, row),
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}
