import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { EvidencePolicy } from "@/lib/contracts/api/resources/evidence";
import { decide } from "@/lib/domain/access/decide";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { tierName } from "@/lib/domain/recovery/proof";
import { command } from "../command";
import { type Context, grantsOf } from "../context";
import { Nothing, query } from "../query";
import { storePolicy } from "../store-policy";
import { settingsOf } from "./settings";

const TIERS = ["tier1", "tier2", "tier3"] as const;

/** What evidence every tier asks for. It belongs to no tenant. */
export const listEvidencePolicies = query({
  action: "evidence_policy.read",
  input: Nothing,
  run: async ({ ctx }) => {
    const rows = await ctx.db.prisma.evidencePolicy.findMany({ take: TIERS.length });
    return { items: TIERS.map((tier) => present(ctx, tier, rows.find((row) => row.tier === tier) ?? null)) };
  },
});

/** Sets what a tier asks for. Version 0 says that nobody had set anything when the editor looked. */
export const editEvidencePolicy = command({
  action: "evidence_policy.edit",
  input: API.editEvidencePolicy.body.extend(API.editEvidencePolicy.params.shape),
  target: async (tx, { tier }) => ({
    row: await tx.evidencePolicy.findUnique({ where: { tier } }),
    ...{ scope: { level: "fleet" as const }, kind: "evidence_policy", id: tier },
    ...{ name: `evidence of ${tierName(tier)}`, tenantId: null, environmentId: null },
  }),
  run: async ({ tx, ctx, input: { tier, settings, version }, target: { row }, note }) => {
    const before = settingsOf(tier, row);
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.evidencePolicy.create({ data: { tier, settings, updatedAt } }),
      update: () =>
        tx.evidencePolicy.updateMany({
          where: { tier, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ tier, before, after: settings });
    return present(ctx, tier, await tx.evidencePolicy.findUniqueOrThrow({ where: { tier } }));
  },
});

type Row = { settings: unknown; updatedAt: Date; version: number };

function present(ctx: Context, tier: CriticalityTier, row: Row | null): EvidencePolicy {
  const decision = decide(grantsOf(ctx.actor), "evidence_policy.edit", { level: "fleet" });
  const { kinds, ...counts } = settingsOf(tier, row);
  const copied = <T extends { flags: readonly string[] }>(rule: T) => ({ ...rule, flags: [...rule.flags] });
  return {
    tier,
    settings: {
      ...counts,
      kinds: {
        build: copied(kinds.build),
        module_compatibility: copied(kinds.module_compatibility),
        dependency_integrity: copied(kinds.dependency_integrity),
        migration_rehearsal: copied(kinds.migration_rehearsal),
        security_scan: copied(kinds.security_scan),
        signature: copied(kinds.signature),
        tests: copied(kinds.tests),
      },
    } as EvidencePolicy["settings"],
    standard: row === null,
    updatedAt: row?.updatedAt.toISOString() ?? null,
    version: row?.version ?? 0,
    can: { edit: { allowed: decision.allow, reason: decision.allow ? null : decision.reason } },
  };
}
