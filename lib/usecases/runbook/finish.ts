import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { progressOf, ticksOf } from "@/lib/domain/runbook/run";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentRunNow } from "./present-run";
import { contentOf, runbookEvent } from "./rows";
import { drillEnds, madeTicks } from "./run-rows";
import { runTarget } from "./run-target";

/** Ends following a runbook and says what came of it; steps left open stay open, for everyone to see. */
export const finishRunbookRun = command({
  action: "runbook.follow",
  input: API.finishRunbookRun.body.extend(API.finishRunbookRun.params.shape),
  target: runTarget,
  run: async ({ tx, ctx, input, target: { row }, announce, note }) => {
    const { runId, version, outcome } = input;
    if (row.finishedAt !== null) throw new Problem("conflict", "This run of the runbook has ended already.");
    const { count } = await tx.runbookRun.updateMany({
      where: { id: runId, version, finishedAt: null },
      data: { finishedAt: ctx.now, outcome, version: { increment: 1 } },
    });
    if (count !== 1)
      throw new Problem(
        "conflict",
        "A step was ticked meanwhile. Look at the run as it is now, then end it.",
        {
          stale: true,
        },
      );
    const { steps } = contentOf(row.runbookVersion);
    const { done, skipped, all } = progressOf(steps, ticksOf(steps, madeTicks(row), drillEnds(row)));
    note({ what: "finished", outcome, done, skipped, all });
    const { tenantId, environmentId } = row;
    await announce(runbookEvent("runbook.finished", { tenantId, environmentId }, runId));
    return presentRunNow(ctx, tx, runId);
  },
});
