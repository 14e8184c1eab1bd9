import "server-only";
import type { z } from "zod";
import { API } from "@/lib/contracts/api/registry";
import type { EditWorkflow } from "@/lib/contracts/api/resources/workflow";
import type { Tx } from "@/lib/data/client";
import { Prisma } from "@/lib/data/generated/client";
import { Problem } from "@/lib/domain/shared/problem";
import { sameSettings, workflowDefaults } from "@/lib/domain/workflow/settings";
import { command } from "../command";
import { presentWorkflows } from "./present";
import type { WorkflowPlace, WorkflowRow } from "./rows";
import { workflowSettings } from "./settings";
import { dueNow, workflowEvent, workflowRow, workflowTarget } from "./target";

/**
 * Sets owner, schedule, promise and fallback of a workflow; the next try follows. Settings that are its tier's own are
 * not kept: it goes on following its tier.
 */
export const editWorkflow = command({
  action: "workflow.edit",
  input: API.editWorkflow.body.extend(API.editWorkflow.params.shape),
  target: workflowTarget,
  run: async ({ tx, ctx, input, target: { row: place }, announce, note }) => {
    const { environmentId, workflow, version, settings, ...words } = input;
    const before = await workflowRow(tx, place, workflow);
    await assertRunbook(tx, place, words.runbookId);
    if ((words.ownerName === "") !== (words.ownerContact === ""))
      throw wrong("ownerContact", "Say who owns it and how they are reached, or neither.");
    const standard = sameSettings(settings, workflowDefaults(place.tenant.tier, place.stage));
    const { count } = await tx.workflow.updateMany({
      where: { environmentId, workflow, version: Math.max(1, version) },
      data: {
        ...words,
        settings: standard ? Prisma.DbNull : settings,
        ...{ nextAt: ctx.now, updatedAt: ctx.now, version: { increment: 1 } },
      },
    });
    if (count !== 1)
      throw new Problem(
        "conflict",
        "Somebody else has changed this workflow meanwhile. Look at it as it is now, then edit.",
        { stale: true },
      );
    await dueNow(tx, environmentId, ctx.now);
    note({ workflow, before: factsOf(place, before), after: { settings, ...words } });
    await announce(workflowEvent(place));
    return one(await presentWorkflows(ctx, tx, place, [workflow]));
  },
});

type Words = Omit<z.output<typeof EditWorkflow>, "version">;

function factsOf({ tenant, stage }: WorkflowPlace, row: WorkflowRow): Words {
  const { ownerName, ownerContact, fallback, runbookId } = row;
  const settings = workflowSettings(row.settings, tenant.tier, stage);
  return { settings, ownerName, ownerContact, fallback, runbookId };
}

const wrong = (path: string, message: string) =>
  new Problem("invalid_input", `${path}: ${message}`, { issues: [{ path, message }] });

/** A runbook of the tenant's own, or one that is everybody's. */
async function assertRunbook(tx: Tx, { tenantId, tenant }: WorkflowPlace, id: string | null): Promise<void> {
  if (id === null) return;
  const there = await tx.runbook.findFirst({
    where: { id, archivedAt: null, OR: [{ tenantId: null }, { tenantId }] },
    select: { id: true },
  });
  if (there === null) throw wrong("runbookId", `${tenant.name} has no such runbook.`);
}

/** The only one of a list that has one. */
export function one<T>([first]: readonly T[]): T {
  if (first === undefined) throw new Error("a workflow that was written is not there");
  return first;
}
