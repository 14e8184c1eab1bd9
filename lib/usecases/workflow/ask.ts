import "server-only";
import { API } from "@/lib/contracts/api/registry";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { one } from "./edit";
import { askedAlready, presentWorkflows } from "./present";
import { dueNow, workflowEvent, workflowRow, workflowTarget } from "./target";

/** Has a workflow tried now, also where its schedule says never; a worker takes it within seconds. */
export const tryWorkflow = command({
  action: "workflow.try",
  input: API.tryWorkflow.params,
  target: workflowTarget,
  run: async ({ tx, ctx, input: { workflow, environmentId }, target: { row: place }, announce, note }) => {
    const row = await workflowRow(tx, place, workflow);
    if (askedAlready(row, ctx.now))
      throw new Problem("conflict", `${row.askedBy?.name ?? "Somebody"} has asked for it a moment ago.`);
    await tx.workflow.update({
      where: { environmentId_workflow: { environmentId, workflow } },
      data: {
        ...{
          askedById: ctx.actor.kind === "person" ? ctx.actor.id : null,
          askedAt: ctx.now,
          nextAt: ctx.now,
        },
      },
    });
    await dueNow(tx, environmentId, ctx.now);
    note({ workflow });
    await announce(workflowEvent(place));
    return one(await presentWorkflows(ctx, tx, place, [workflow]));
  },
});
