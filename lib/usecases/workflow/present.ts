import "server-only";
import type { Workflow } from "@/lib/contracts/api/resources/workflow";
import type { Tx } from "@/lib/data/client";
import { decide } from "@/lib/domain/access/decide";
import { WORKFLOW_IDS, WORKFLOWS, type Workflow as WorkflowId } from "@/lib/domain/health/domains";
import type { LikelyCause } from "@/lib/domain/health/sentence";
import { failuresNow, workflowState } from "@/lib/domain/workflow/course";
import { workflowSentence } from "@/lib/domain/workflow/sentence";
import { sameSettings, workflowDefaults } from "@/lib/domain/workflow/settings";
import { type Context, grantsOf } from "../context";
import { causesOf } from "../health/causes";
import { unseenRow, type WorkflowPlace, type WorkflowRow, workflowInclude, workflowOwner } from "./rows";
import { workflowSettings } from "./settings";

const KEPT_DAYS = 28;
/** Nobody took it for this long: it may be asked for again. */
const ASKED_MS = 120_000;

/** Whether somebody waits for a try that a worker is about to make. */
export const askedAlready = ({ askedAt }: Pick<WorkflowRow, "askedAt">, now: Date): boolean =>
  askedAt !== null && now.getTime() - askedAt.getTime() < ASKED_MS;

type Kept = { workflow: string; good: number; known: number };

const keptTries = (ctx: Context, tx: Tx, environmentId: string): Promise<Kept[]> =>
  tx.$queryRaw<Kept[]>`
    SELECT workflow, (count(*) FILTER (WHERE outcome = 'passed'))::int AS good,
           (count(*) FILTER (WHERE outcome IN ('passed', 'slow', 'failed')))::int AS known
      FROM workflow_run
     WHERE environment_id = ${environmentId}::uuid
       AND at >= ${new Date(ctx.now.getTime() - KEPT_DAYS * 86_400_000)}::timestamptz
     GROUP BY workflow`;

/** The workflows of an environment as people read them, or those asked for; in the order of a plant's day. */
export async function presentWorkflows(
  ctx: Context,
  tx: Tx,
  place: WorkflowPlace,
  wanted: readonly WorkflowId[] = WORKFLOW_IDS,
): Promise<Workflow[]> {
  const rows = await tx.workflow.findMany({
    where: { environmentId: place.id, workflow: { in: [...wanted] } },
    include: workflowInclude,
  });
  const kept = await keptTries(ctx, tx, place.id);
  const failing = rows.flatMap(({ failingSince }) => (failingSince === null ? [] : [failingSince.getTime()]));
  const causeOf = await causesOf(ctx.db, failing.length === 0 ? [] : [place.id], {
    from: new Date(Math.min(ctx.now.getTime(), ...failing)),
    to: ctx.now,
  });
  return wanted.map((workflow) => {
    const row = rows.find((each) => each.workflow === workflow) ?? unseenRow(place, workflow, ctx.now);
    const { good = 0, known = 0 } = kept.find((each) => each.workflow === workflow) ?? {};
    return presentOne(ctx, { place, workflow, row, causes: causeOf(place.id), kept: { good, known } });
  });
}

type One = {
  place: WorkflowPlace;
  workflow: WorkflowId;
  row: WorkflowRow;
  causes: readonly LikelyCause[];
  kept: Workflow["kept"];
};

function presentOne(ctx: Context, { place, workflow, row, causes, kept }: One): Workflow {
  const { tenant, stage, timeZone: zone } = place;
  const settings = workflowSettings(row.settings, tenant.tier, stage);
  const found = failuresNow(row, settings.everyMinutes, ctx.now);
  const state = workflowState(found);
  const told = { now: ctx.now, zone, causes };
  const { askedBy, askedAt, lastOutcome, lastAt, lastDetail } = row;
  return {
    ...{ id: workflow, title: WORKFLOWS[workflow], state, settings, kept, version: row.version },
    sentence: workflowSentence({ workflow, state, found, course: row, settings }, told),
    standard: sameSettings(settings, workflowDefaults(tenant.tier, stage)),
    owner: workflowOwner(row, tenant),
    ...{ fallback: row.fallback, runbook: row.runbook },
    nextAt: settings.enabled ? row.nextAt.toISOString() : null,
    asked:
      askedAt === null || !askedAlready(row, ctx.now)
        ? null
        : { by: askedBy?.name ?? "Somebody", at: askedAt.toISOString() },
    last:
      lastOutcome === null || lastAt === null
        ? null
        : { outcome: lastOutcome, at: lastAt.toISOString(), detail: lastDetail },
    can: abilities(ctx, place, row),
  };
}

function abilities(ctx: Context, { id, tenantId }: WorkflowPlace, row: WorkflowRow): Workflow["can"] {
  const scope = { level: "environment" as const, tenantId, environmentId: id };
  const may = (action: "workflow.edit" | "workflow.try") => {
    const decision = decide(grantsOf(ctx.actor), action, scope);
    return decision.allow ? { allowed: true, reason: null } : { allowed: false, reason: decision.reason };
  };
  const run = may("workflow.try");
  if (!run.allowed || !askedAlready(row, ctx.now)) return { edit: may("workflow.edit"), run };
  const reason = `${row.askedBy?.name ?? "Somebody"} has asked for it; a worker takes it within seconds.`;
  return { edit: may("workflow.edit"), run: { allowed: false, reason } };
}
