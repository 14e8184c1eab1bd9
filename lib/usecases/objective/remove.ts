import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { staleProcess } from "./check";
import { objectiveEvent, processFacts } from "./rows";
import { processTarget } from "./target";

/** Removes a business process: what it asked for is promised to nobody any more. The audit log keeps what it was. */
export const removeProcess = command({
  action: "objective.edit",
  input: API.removeProcess.body.extend(API.removeProcess.params.shape),
  target: processTarget,
  run: async ({ tx, input: { processId: id, version }, target: { row }, announce, note }) => {
    const { count } = await tx.businessProcess.deleteMany({ where: { id, version } });
    if (count !== 1) throw staleProcess();
    note({ what: "removed", process: processFacts(row) });
    await announce(objectiveEvent("objective.changed", row.tenantId, id));
    return { removed: true as const };
  },
});
