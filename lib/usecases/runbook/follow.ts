import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Tx } from "@/lib/data/client";
import type { EventFact } from "@/lib/data/outbox";
import { OPEN_RUNS_PER_ENVIRONMENT, runbookFor } from "@/lib/domain/runbook/run";
import { Problem } from "@/lib/domain/shared/problem";
import { command } from "../command";
import { presentRunNow } from "./present-run";
import { runbookEvent } from "./rows";

/** Begins to follow a runbook for an environment in earnest: its newest text, from the first step. */
export const followRunbook = command({
  action: "runbook.follow",
  input: API.followRunbook.body.extend(API.followRunbook.params.shape),
  target: async (tx, { environmentId }) => {
    const row = await tx.environment.findUnique({
      where: { id: environmentId },
      select: { id: true, name: true, tenantId: true },
    });
    if (row === null) return null;
    const { id, name, tenantId } = row;
    const scope = { level: "environment" as const, tenantId, environmentId: id };
    return { row, scope, kind: "environment", id, name, tenantId, environmentId: id };
  },
  run: async ({ tx, ctx, input, target: { row: place }, announce, note }) => {
    const { tenantId, id: environmentId } = place;
    const runbook = await tx.runbook.findFirst({
      where: { id: input.runbookId, OR: [{ tenantId: null }, { tenantId }] },
      select: { name: true, archivedAt: true, versions: { orderBy: { number: "desc" }, take: 1 } },
    });
    const [newest] = runbook?.versions ?? [];
    if (runbook === null || newest === undefined)
      throw new Problem("not_found", "There is no such runbook for this environment.");
    if (runbook.archivedAt !== null)
      throw new Problem("conflict", `“${runbook.name}” was put away: choose one that is in use.`);
    await assertRoom(tx, environmentId, place.name);
    const incidentId = input.incidentId ?? null;
    if (incidentId !== null) await assertIncident(tx, incidentId, environmentId);
    const startedById = ctx.actor.kind === "person" ? ctx.actor.id : null;
    const run = await tx.runbookRun.create({
      data: { versionId: newest.id, tenantId, environmentId, incidentId, startedById, startedAt: ctx.now },
    });
    note({ what: "begun", runId: run.id, runbook: runbook.name, number: newest.number });
    await announce(runbookEvent("runbook.followed", { tenantId, environmentId }, run.id));
    return presentRunNow(ctx, tx, run.id);
  },
});

/** It stands, and on the same environment. */
async function assertIncident(tx: Tx, id: string, environmentId: string): Promise<void> {
  const row = await tx.incident.findFirst({ where: { id, environmentId }, select: { state: true } });
  if (row === null) throw new Problem("not_found", "There is no such incident on this environment.");
  if (row.state === "closed") throw new Problem("conflict", "This incident is closed.");
}

async function assertRoom(tx: Tx, environmentId: string, name: string): Promise<void> {
  const open = await tx.runbookRun.count({ where: { environmentId, drillId: null, finishedAt: null } });
  if (open >= OPEN_RUNS_PER_ENVIRONMENT)
    throw new Problem(
      "conflict",
      `${OPEN_RUNS_PER_ENVIRONMENT} runbooks are being followed for ${name} already. End one of them first.`,
    );
}

type BegunDrill = {
  id: string;
  scenario: string;
  tenantId: string;
  environmentId: string;
  startedById: string | null;
};

/**
 * Lays a runbook beside a drill that begins, in the transaction that begins it: the tenant's own for the scenario
 * first, then everybody's. Null when there is none; else the event to announce.
 */
export async function followInDrill(tx: Tx, drill: BegunDrill, now: Date): Promise<EventFact | null> {
  const { tenantId, environmentId, startedById } = drill;
  const rows = await tx.runbook.findMany({
    where: { archivedAt: null, OR: [{ tenantId: null }, { tenantId }] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 200,
    select: {
      tenantId: true,
      scenario: true,
      versions: { orderBy: { number: "desc" }, take: 1, select: { id: true } },
    },
  });
  const [version] = runbookFor(rows, drill)?.versions ?? [];
  if (version === undefined) return null;
  const run = await tx.runbookRun.create({
    data: { versionId: version.id, tenantId, environmentId, drillId: drill.id, startedById, startedAt: now },
  });
  return runbookEvent("runbook.followed", { tenantId, environmentId }, run.id);
}
