import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import { isTaken } from "@/lib/data/taken";
import type { CriticalityTier } from "@/lib/domain/catalog/stage";
import { tierName } from "@/lib/domain/recovery/proof";
import type { RecoverySettings } from "@/lib/domain/recovery/recovery-policy";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { objectiveEvent } from "../objective/rows";
import { presentRecoveryPolicy } from "./list";
import { settingsOf } from "./settings";

/** Sets what a tier asks of its recovery proof. Version 0 says that nobody had set anything when the editor looked. */
export const editRecoveryPolicy = command({
  action: "recovery_policy.edit",
  input: API.editRecoveryPolicy.body.extend(API.editRecoveryPolicy.params.shape),
  target: async (tx, { tier }) => ({
    row: await tx.recoveryPolicy.findUnique({ where: { tier } }),
    scope: { level: "fleet" as const },
    kind: "recovery_policy",
    id: tier,
    name: `recovery proof of ${tierName(tier)}`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input: { tier, settings, version }, target: { row }, announce, note }) => {
    const before = settingsOf(tier, row);
    await write(tx, { tier, version, settings, updatedAt: ctx.now });
    note({ tier, before, after: settings });
    await announce(objectiveEvent("recovery_policy.changed", null, tier));
    const after = await tx.recoveryPolicy.findUniqueOrThrow({ where: { tier } });
    return presentRecoveryPolicy(ctx, tier, after);
  },
});

type Wanted = { tier: CriticalityTier; version: number; settings: RecoverySettings; updatedAt: Date };

async function write(tx: Tx, { tier, version, settings, updatedAt }: Wanted): Promise<void> {
  const stale = () =>
    new Problem(
      "conflict",
      "Somebody else has changed this policy meanwhile. Look at it as it is now, then edit.",
      { stale: true },
    );
  if (version === 0) {
    await tx.recoveryPolicy.create({ data: { tier, settings, updatedAt } }).catch((error: unknown) => {
      throw isTaken(error) ? stale() : error;
    });
    return;
  }
  const { count } = await tx.recoveryPolicy.updateMany({
    where: { tier, version },
    data: { settings, updatedAt, version: { increment: 1 } },
  });
  if (count !== 1) throw stale();
}
