import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { tierName } from "@/lib/domain/recovery/proof";
import { command } from "../command";
import { storePolicy } from "../store-policy";
import { presentWindowPolicy } from "./list";
import { settingsOf } from "./settings";

/** Sets how strictly changes of a tier must fit. Version 0 says that nobody had set anything when the editor looked. */
export const editWindowPolicy = command({
  action: "policy.edit",
  input: API.editWindowPolicy.body.extend(API.editWindowPolicy.params.shape),
  target: async (tx, { tier }) => ({
    row: await tx.windowPolicy.findUnique({ where: { tier } }),
    scope: { level: "fleet" as const },
    kind: "window_policy",
    id: tier,
    name: `window fit of ${tierName(tier)}`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input: { tier, settings, version }, target: { row }, note }) => {
    const before = settingsOf(tier, row);
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.windowPolicy.create({ data: { tier, settings, updatedAt } }),
      update: () =>
        tx.windowPolicy.updateMany({
          where: { tier, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ tier, before, after: settings });
    const after = await tx.windowPolicy.findUniqueOrThrow({ where: { tier } });
    return presentWindowPolicy(ctx, tier, after);
  },
});
