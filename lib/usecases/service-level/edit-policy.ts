import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { tierName } from "@/lib/domain/recovery/proof";
import { command } from "../command";
import { storePolicy } from "../store-policy";
import { presentServiceLevelPolicy } from "./policies";
import { settingsOf } from "./settings";

/** Sets what a tier promises. Version 0 says that nobody had set anything when the editor looked. */
export const editServiceLevelPolicy = command({
  action: "service_level.edit",
  input: API.editServiceLevelPolicy.body.extend(API.editServiceLevelPolicy.params.shape),
  target: async (tx, { tier }) => ({
    row: await tx.serviceLevelPolicy.findUnique({ where: { tier } }),
    scope: { level: "fleet" as const },
    kind: "service_level_policy",
    id: tier,
    name: `objectives of ${tierName(tier)}`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input: { tier, settings, version }, target: { row }, note }) => {
    const before = settingsOf(tier, row);
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.serviceLevelPolicy.create({ data: { tier, settings, updatedAt } }),
      update: () =>
        tx.serviceLevelPolicy.updateMany({
          where: { tier, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ tier, before, after: settings });
    const after = await tx.serviceLevelPolicy.findUniqueOrThrow({ where: { tier } });
    return presentServiceLevelPolicy(ctx, tier, after);
  },
});
