import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { PROCESSES_PER_TENANT } from "@/lib/domain/recovery/objective";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { assertPlace, nameTaken } from "./check";
import { objectiveEvent, presentProcess, processFacts, processInclude } from "./rows";

/** Writes down what a business process may lose and how long it can wait; production inherits the tightest. */
export const addProcess = command({
  action: "objective.edit",
  input: API.addProcess.body.extend(API.addProcess.params.shape),
  target: async (tx, { tenantId }) => {
    const row = await tx.tenant.findUnique({ where: { id: tenantId }, select: { id: true, name: true } });
    if (row === null) return null;
    const scope = { level: "tenant" as const, tenantId };
    return {
      row,
      scope,
      kind: "business_process",
      id: row.id,
      name: row.name,
      tenantId,
      environmentId: null,
    };
  },
  run: async ({ tx, ctx, input, target: { row: tenant }, announce, note }) => {
    const there = await tx.businessProcess.count({ where: { tenantId: tenant.id } });
    if (there >= PROCESSES_PER_TENANT)
      throw new Problem(
        "conflict",
        `${tenant.name} has ${PROCESSES_PER_TENANT} processes already. Remove one that nobody needs first.`,
      );
    await assertPlace(tx, tenant, input.environmentId);
    const row = await tx.businessProcess
      .create({ data: { ...input, createdAt: ctx.now, updatedAt: ctx.now }, include: processInclude })
      .catch(nameTaken(input.name));
    note({ what: "added", process: processFacts(row) });
    await announce(objectiveEvent("objective.changed", tenant.id, row.id));
    return presentProcess(ctx, row);
  },
});
