import "server-only";
import type { RunbookRun, RunbookRunBrief } from "@/lib/contracts/api/resources/runbook";
import type { Tx } from "@/lib/data/client";
import { decide } from "@/lib/domain/access/decide";
import { drillNumber } from "@/lib/domain/drill/state";
import { spokenSeconds } from "@/lib/domain/operation/sentence";
import { objectiveFor } from "@/lib/domain/recovery/objective";
import type { Placeholder } from "@/lib/domain/runbook/content";
import { progressOf, ticksOf } from "@/lib/domain/runbook/run";
import { momentIn } from "@/lib/domain/shared/moment";
import { type Context, grantsOf } from "../context";
import { contentOf } from "./rows";
import { drillEnds, madeTicks, type RunRow, runInclude } from "./run-rows";

const PROCESSES = 50;

/** A run as lists show it. */
export function presentRunBrief(row: RunRow): RunbookRunBrief {
  const { steps } = contentOf(row.runbookVersion);
  return {
    id: row.id,
    runbook: row.runbookVersion.runbook,
    number: row.runbookVersion.number,
    tenant: row.tenant,
    environment: row.environment,
    drill: row.drill && { id: row.drill.id, number: drillNumber(row.drill.number) },
    startedBy: row.startedBy?.name ?? "Holdfast",
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    outcome: row.outcome,
    progress: progressOf(steps, ticksOf(steps, madeTicks(row), drillEnds(row))),
  };
}

/** A run with its text, its ticks, and what people need beside it: fallbacks and filled messages. */
export async function presentRun(ctx: Context, db: Tx, row: RunRow): Promise<RunbookRun> {
  const content = contentOf(row.runbookVersion);
  const ticks = ticksOf(content.steps, madeTicks(row), drillEnds(row));
  const processes = await db.businessProcess.findMany({
    where: {
      tenantId: row.tenantId,
      OR: [{ environmentId: null }, { environmentId: row.environmentId }],
    },
    orderBy: [{ rtoSeconds: "asc" }, { name: "asc" }],
    take: PROCESSES,
  });
  const objective = objectiveFor(row.environment, processes);
  const values: Partial<Record<Placeholder, string>> = {
    tenant: row.tenant.name,
    environment: row.environment.name,
    started: momentIn(row.startedAt, row.environment.timeZone),
    author: ctx.actor.name,
    ...(objective === null
      ? {}
      : { rto: spokenSeconds(objective.rtoSeconds), rpo: spokenSeconds(objective.rpoSeconds) }),
  };
  return {
    ...presentRunBrief(row),
    content,
    ticks: ticks.map((tick) => ({ ...tick, at: tick.at.toISOString() })),
    fallbacks: processes.map(({ name, ownerName, ownerContact, fallback }) => ({
      process: name,
      owner: ownerName,
      contact: ownerContact,
      text: fallback,
    })),
    values,
    version: row.version,
    can: canOf(ctx, row),
  };
}

function canOf(ctx: Context, row: RunRow): RunbookRun["can"] {
  const { tenantId, environmentId } = row;
  const decision = decide(grantsOf(ctx.actor), "runbook.follow", {
    level: "environment",
    tenantId,
    environmentId,
  });
  const reason = decision.allow
    ? row.finishedAt === null
      ? null
      : "This run of the runbook has ended."
    : decision.reason;
  const can = { allowed: reason === null, reason };
  return { tick: can, finish: can };
}

/** The run as it stands now, read again after a write. */
export async function presentRunNow(ctx: Context, tx: Tx, id: string): Promise<RunbookRun> {
  return presentRun(ctx, tx, await tx.runbookRun.findUniqueOrThrow({ where: { id }, include: runInclude }));
}
