import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { isTaken } from "@/lib/data/taken";
import { STAGE_NAMES, type Stage } from "@/lib/domain/catalog/stage";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
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
    await write(tx, { stage, version, settings, updatedAt: ctx.now });
    note({ stage, before, after: settings });
    const after = await tx.observationPolicy.findUniqueOrThrow({ where: { stage } });
    return presentObservationPolicy(ctx, stage, after);
  },
});

type Wanted = { stage: Stage; version: number; settings: Prisma.InputJsonObject; updatedAt: Date };

async function write(tx: Tx, { stage, version, settings, updatedAt }: Wanted): Promise<void> {
  const stale = () =>
    new Problem(
      "conflict",
      "Somebody else has changed this policy meanwhile. Look at it as it is now, then edit.",
      {
        stale: true,
      },
    );
  if (version === 0) {
    await tx.observationPolicy.create({ data: { stage, settings, updatedAt } }).catch((error: unknown) => {
      throw isTaken(error) ? stale() : error;
    });
    return;
  }
  const { count } = await tx.observationPolicy.updateMany({
    where: { stage, version },
    data: { settings, updatedAt, version: { increment: 1 } },
  });
  if (count !== 1) throw stale();
}
