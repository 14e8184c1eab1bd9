import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { isTaken } from "@/lib/data/taken";
import { scheduleProblem } from "@/lib/domain/recovery/policy-preview";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
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
    await write(tx, { tier, version, settings, updatedAt: ctx.now });
    const schedules = await followPolicy(tx, tier, { settings, now: ctx.now });
    note({ tier, before: settingsOf(tier, row), after: settings, schedules });
    return presentBackupPolicy(ctx, tx, tier);
  },
});

type Wanted = { tier: Tier; version: number; settings: Prisma.InputJsonObject; updatedAt: Date };

async function write(tx: Tx, { tier, version, settings, updatedAt }: Wanted): Promise<void> {
  const stale = () =>
    new Problem(
      "conflict",
      "Somebody else has changed this policy meanwhile. Look at it as it is now, then edit.",
      { stale: true },
    );
  if (version === 0) {
    await tx.backupPolicy.create({ data: { tier, settings, updatedAt } }).catch((error: unknown) => {
      throw isTaken(error) ? stale() : error;
    });
    return;
  }
  const { count } = await tx.backupPolicy.updateMany({
    where: { tier, version },
    data: { settings, updatedAt, version: { increment: 1 } },
  });
  if (count !== 1) throw stale();
}
