import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { ownLimits } from "@/lib/domain/health/policy";
import { tierName } from "@/lib/domain/recovery/proof";
import { command } from "../command";
import { storePolicy } from "../store-policy";
import { presentHealthPolicy } from "./list";
import { settingsOf } from "./settings";

/** Sets the limits of a tier's signals. Version 0 says that nobody had set anything when the editor looked. */
export const editHealthPolicy = command({
  action: "health_policy.edit",
  input: API.editHealthPolicy.body.extend(API.editHealthPolicy.params.shape),
  target: async (tx, { tier }) => ({
    row: await tx.healthPolicy.findUnique({ where: { tier } }),
    scope: { level: "fleet" as const },
    kind: "health_policy",
    id: tier,
    name: `health of ${tierName(tier)}`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input: { tier, settings: given, version }, target: { row }, note }) => {
    const before = settingsOf(row);
    const settings = ownLimits(tier, given.limits);
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.healthPolicy.create({ data: { tier, settings, updatedAt } }),
      update: () =>
        tx.healthPolicy.updateMany({
          where: { tier, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ tier, before: before.limits, after: settings.limits });
    const after = await tx.healthPolicy.findUniqueOrThrow({ where: { tier } });
    return presentHealthPolicy(ctx, tier, after);
  },
});
