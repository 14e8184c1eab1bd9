import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { STAGE_NAMES } from "@/lib/domain/catalog/stage";
import { command } from "../command";
import { storePolicy } from "../store-policy";
import { presentObservationPolicy } from "./present";
import { settingsOf } from "./settings";

/**
 * Sets how a stage is watched. Plans made from now on follow it; operations keep the plan they were approved with.
 * Version 0 says that nobody had set anything when the editor looked.
 */
export const editObservationPolicy = command({
  action: "observation.edit",
  input: API.editObservationPolicy.body.extend(API.editObservationPolicy.params.shape),
  target: async (tx, { stage }) => ({
    row: await tx.observationPolicy.findUnique({ where: { stage } }),
    scope: { level: "fleet" as const },
    kind: "observation_policy",
    id: stage,
    name: `observation of ${STAGE_NAMES[stage]}`,
    tenantId: null,
    environmentId: null,
  }),
  run: async ({ tx, ctx, input, target: { row }, note }) => {
    const { stage, settings, version } = input;
    const before = settingsOf(stage, row);
    const updatedAt = ctx.now;
    await storePolicy(version, {
      create: () => tx.observationPolicy.create({ data: { stage, settings, updatedAt } }),
      update: () =>
        tx.observationPolicy.updateMany({
          where: { stage, version },
          data: { settings, updatedAt, version: { increment: 1 } },
        }),
    });
    note({ stage, before, after: settings });
    const after = await tx.observationPolicy.findUniqueOrThrow({ where: { stage } });
    return presentObservationPolicy(ctx, stage, after);
  },
});
