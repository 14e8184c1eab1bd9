import "server-only";
import { Id } from "@/lib/contracts/api/resources/common";
import { StartDrill } from "@/lib/contracts/api/resources/drill";
import { scenarioRefusal } from "@/lib/domain/drill/scenario";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { createDrill } from "./create";
import { drillableInclude, overFleet } from "./facts";
import { drillDetail } from "./present";

/** Rehearses an environment's recovery now, beside everything that runs: nothing of it is touched, so no hold stops it. */
export const startDrill = command({
  action: "drill.start",
  input: StartDrill.extend({ environmentId: Id }),
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({ where: { id: environmentId }, include: drillableInclude });
    if (row === null) return null;
    const { tenantId, id, name } = row;
    const scope = { level: "environment" as const, tenantId, environmentId };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId };
  },
  run: async ({ tx, ctx, input, target: { row }, announce, afterCommit, note, made }) => {
    const { scenario, reason, hours, moment, clusterId } = input;
    const assumed = {
      ...(hours === undefined ? {} : { hours }),
      ...(moment === undefined ? {} : { moment: new Date(moment) }),
    };
    const refusal = scenarioRefusal(scenario, overFleet(ctx));
    if (refusal !== null) throw new Problem("forbidden", refusal);
    const { drillId, number, operationId, events } = await createDrill(tx, row, {
      ...{ scenario, reason, assumed, clusterId },
      requesterId: ctx.actor.kind === "person" ? ctx.actor.id : null,
      correlationId: ctx.correlationId,
      now: ctx.now,
    });
    made({ kind: "drill", id: drillId, name: number });
    note({ of: row.name, scenario, reason, operationId, ...(clusterId === undefined ? {} : { clusterId }) });
    for (const event of events) await announce(event);
    afterCommit(() => ctx.ports.bell.ring("operation.run", { operationId }));
    return drillDetail(tx, ctx, drillId);
  },
});
