import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { assertPlace, nameTaken, staleProcess } from "./check";
import { objectiveEvent, presentProcess, processFacts, processInclude } from "./rows";
import { processTarget } from "./target";

/** Changes a business process; environments inherit the new objective at once. */
export const editProcess = command({
  action: "objective.edit",
  input: API.editProcess.body.extend(API.editProcess.params.shape),
  target: processTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { processId: id, version, ...data } = input;
    await assertPlace(tx, row.tenant, data.environmentId);
    const { count } = await tx.businessProcess
      .updateMany({
        where: { id, version },
        data: { ...data, updatedAt: ctx.now, version: { increment: 1 } },
      })
      .catch(nameTaken(data.name));
    if (count !== 1) throw staleProcess();
    const after = await tx.businessProcess.findUniqueOrThrow({ where: { id }, include: processInclude });
    note({ what: "edited", before: processFacts(row), after: processFacts(after) });
    await announce(objectiveEvent("objective.changed", row.tenantId, id));
    return presentProcess(ctx, after);
  },
});
