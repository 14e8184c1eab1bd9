import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { command } from "../command";
import { staleRunbook } from "./check";
import { presentRunbookNow } from "./present";
import { runbookEvent } from "./rows";
import { runbookTarget } from "./target";

/** Puts a runbook away, or takes it out again. What was followed with it stays readable. */
export const archiveRunbook = command({
  action: "runbook.edit",
  input: API.archiveRunbook.body.extend(API.archiveRunbook.params.shape),
  target: runbookTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { runbookId: id, version, archived } = input;
    const { count } = await tx.runbook.updateMany({
      where: { id, version },
      data: { archivedAt: archived ? ctx.now : null, version: { increment: 1 } },
    });
    if (count !== 1) throw staleRunbook();
    note({ what: archived ? "archived" : "taken out again" });
    await announce(runbookEvent("runbook.changed", { tenantId: row.tenantId, environmentId: null }, id));
    return presentRunbookNow(ctx, tx, id);
  },
});
