import "server-only";
import type { IncidentBrief } from "@/lib/contracts/api/resources/incident";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { EventFact } from "@/lib/data/outbox";
import type { Scope } from "@/lib/domain/access/decide";
import { INCIDENT_BOUNDS, incidentNumber } from "@/lib/domain/incident/state";
import { Problem } from "@/lib/domain/shared/problem";
import type { Target } from "../command";

const named = { select: { id: true, name: true } } as const;
export const incidentInclude = {
  tenant: named,
  environment: { select: { id: true, name: true, stage: true, timeZone: true, clusterId: true } },
  commander: named,
  openedBy: named,
  actions: { include: { owner: named }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] },
} satisfies Prisma.IncidentInclude;
export type IncidentRow = Prisma.IncidentGetPayload<{ include: typeof incidentInclude }>;

export const scopeOfIncident = (row: { tenantId: string; environmentId: string }): Scope => ({
  level: "environment",
  tenantId: row.tenantId,
  environmentId: row.environmentId,
});

export const incidentEvent = (
  type: string,
  row: { id: string; tenantId: string; environmentId: string },
): EventFact => ({
  type,
  tenantId: row.tenantId,
  environmentId: row.environmentId,
  subject: { kind: "incident", id: row.id },
});

/** An incident that somebody acts on. */
export async function incidentTarget(
  tx: Tx,
  { incidentId }: { incidentId: string },
): Promise<Target<IncidentRow> | null> {
  const row = await tx.incident.findUnique({ where: { id: incidentId }, include: incidentInclude });
  if (row === null) return null;
  const { id, tenantId, environmentId } = row;
  const name = `${incidentNumber(row.number)}, ${row.title}`;
  return { row, scope: scopeOfIncident(row), kind: "incident", id, name, tenantId, environmentId };
}

/** Writes over the version that was looked at. */
export async function changeIncident(
  tx: Tx,
  row: Pick<IncidentRow, "id" | "state">,
  version: number,
  data: Prisma.IncidentUncheckedUpdateManyInput,
): Promise<void> {
  const { count } = await tx.incident.updateMany({
    where: { id: row.id, version, state: row.state },
    data: { ...data, version: { increment: 1 } },
  });
  if (count !== 1)
    throw new Problem(
      "conflict",
      "This incident has changed meanwhile. Look at it as it is now, then decide.",
      { stale: true },
    );
}

type Entry = { kind: string; text: string };

/** How it ends is written down whatever was said before. */
const ALWAYS: ReadonlySet<string> = new Set(["moved", "action"]);
/** Kept free of comments, for what is set and published. */
const RESERVE = 100;

function roomFor(kind: string): number {
  if (ALWAYS.has(kind)) return Number.POSITIVE_INFINITY;
  return kind === "message" ? INCIDENT_BOUNDS.entries - RESERVE : INCIDENT_BOUNDS.entries;
}

/** Adds to what was said and decided; what people say is bounded, so that nobody writes a page that cannot be opened. */
export async function writeEntries(
  tx: Tx,
  incidentId: string,
  by: { name: string; now: Date },
  entries: readonly Entry[],
): Promise<void> {
  if (entries.length === 0) return;
  const there = await tx.incidentEntry.count({ where: { incidentId } });
  const full = entries.find(({ kind }) => there + entries.length > roomFor(kind));
  if (full !== undefined)
    throw new Problem(
      "conflict",
      `An incident takes ${roomFor(full.kind)} entries and this one has ${there}: it can still be moved, reviewed and closed.`,
    );
  await tx.incidentEntry.createMany({
    data: entries.map((entry) => ({ ...entry, incidentId, actorName: by.name, at: by.now })),
  });
}

export function presentIncidentBrief(row: IncidentRow): IncidentBrief {
  const { id, title, severity, state, tenant, commander, version, statusAt, statusText } = row;
  const { clusterId: _, ...environment } = row.environment;
  return {
    ...{
      id,
      number: incidentNumber(row.number),
      title,
      severity,
      state,
      tenant,
      environment,
      commander,
      version,
    },
    startedAt: row.startedAt.toISOString(),
    openedAt: row.openedAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    status: statusAt === null || statusText === "" ? null : { text: statusText, at: statusAt.toISOString() },
    openActions: row.actions.filter(({ doneAt }) => doneAt === null).length,
  };
}
