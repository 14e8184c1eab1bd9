import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { scheduleProblem } from "@/lib/domain/recovery/policy-preview";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { storePolicy } from "../store-policy";
import { presentBackupPolicy } from "./policies";
import { followPolicy } from "./schedules";
import { settingsOf, type Tier } from "./settings";

const TIER_NAMES: Readonly<Record<Tier, string>> = { tier1: "tier 1", tier2: "tier 2", tier3: "tier 3" };

/**
 * Sets how environments of a tier are backed up. Their schedules follow in the same transaction; what the rules keep is
 * asked anew by the next pruning. Version 0 says that nobody had set anything when the editor looked.
 */
export const editBackupPolicy = command({
  action: "backup_policy.edit",
  input: API.editBackupPolicy.body.extend(API.editBackupPolicy.params.shape),
  target: async (tx, { tier }) => ({
    row: await tx.backupPolicy.findUnique({ where: { tier } }),
    scope: { level: "fleet" as const },
    kind: "backup_policy",
    id: tier,
    name: `backups of ${TIER_NAMES[tier]}`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const { tier, settings, version } = input;
    const problem = scheduleProblem(settings.cron, ctx.now);
    if (problem !== null) {
      const path = "settings.cron";
      throw new Problem("invalid_input", `${path}: ${problem}`, { issues: [{ path, message: problem }] });
    }
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.backupPolicy.create({ data: { tier, settings, updatedAt } }),
      update: () =>
        tx.backupPolicy.updateMany({
          where: { tier, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    const schedules = await followPolicy(tx, tier, { settings, now: ctx.now });
    note({ tier, before: settingsOf(tier, row), after: settings, schedules });
    return presentBackupPolicy(ctx, tx, tier);
  },
});
