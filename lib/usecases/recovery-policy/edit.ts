import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { tierName } from "@/lib/domain/recovery/proof";
import { command } from "../command";
import { objectiveEvent } from "../objective/rows";
import { storePolicy } from "../store-policy";
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
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.recoveryPolicy.create({ data: { tier, settings, updatedAt } }),
      update: () =>
        tx.recoveryPolicy.updateMany({
          where: { tier, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ tier, before, after: settings });
    await announce(objectiveEvent("recovery_policy.changed", null, tier));
    const after = await tx.recoveryPolicy.findUniqueOrThrow({ where: { tier } });
    return presentRecoveryPolicy(ctx, tier, after);
  },
});
