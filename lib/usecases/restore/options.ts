import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { RestorePoint } from "@/lib/contracts/api/resources/restore";
import type { Tx } from "@/lib/data/client";
import { environmentsIn } from "@/lib/data/scope";
import { decide } from "@/lib/domain/access/decide";
import { incidentNumber } from "@/lib/domain/incident/state";
import { recoverableOf } from "@/lib/domain/recovery/point-in-time";
import {
  KEPT_HOURS,
  needsSecondPerson,
  neutralises,
  type RestoreFacts,
  restoreConfirmation,
  restoreNumber,
  restoreRefusal,
} from "@/lib/domain/recovery/restore";
import { scratchPointRefusal } from "@/lib/domain/scratch/refusal";
import { Problem } from "@/lib/domain/shared/problem";
import { type Context, grantsOf } from "../context";
import { found, query } from "../query";
import { pointFacts, quarantinedOf } from "../scratch/facts";
import { type PointRow, restoreFacts, type TargetRow, targetInclude, versionsFor } from "./facts";
import { heldRefusal } from "./held";
import { pointsOf, sourceOfPoint } from "./points";
import { expectedLoss, lastBackup } from "./unsaved";

const MOST_SOURCES = 100;
const MOST_RELEASES = 50;

/** What can be brought back into an environment, and what is asked before: read before anything is pressed. */
export const getRestoreOptions = query({
  action: "restore.read",
  input: API.getRestoreOptions.query.extend(API.getRestoreOptions.params.shape),
  run: async ({ ctx, scope, input }) => {
    const db = ctx.db.prisma;
    const where = { AND: [{ id: input.environmentId }, environmentsIn(scope)] };
    const include = { ...targetInclude, backups: lastBackup };
    const target = found(await db.environment.findFirst({ where, include }), "environment");
    const sources = await db.environment.findMany({
      where: { AND: [{ tenantId: target.tenantId }, environmentsIn(scope)] },
      select: { id: true, name: true, stage: true, timeZone: true },
      orderBy: { name: "asc" },
      take: MOST_SOURCES,
    });
    const source = chosen(sources, target, {
      wanted: input.sourceEnvironmentId,
      ofPoint: await sourceOfPoint(db, input.pointId),
    });
    const { points, older, pointRefusal } = await pointsOf(db, source, input);
    const schemaVersions = await versionsFor(db, target, points);
    const released = points.flatMap(({ release }) => (release === null ? [] : [release.id]));
    const quarantined = await quarantinedOf(db, released);
    const since = points.at(-1)?.createdAt ?? ctx.now;
    return {
      target: placeOf(target),
      sources,
      source,
      points: points.map((point) => presentPoint(target, point, { schemaVersions, quarantined })),
      older: older?.toISOString() ?? null,
      pointRefusal,
      releases: await releasesOf(db, source.id, since),
      restores: await restoresOf(db, source.id, since),
      incidents: await incidentsOf(ctx, { tenantId: target.tenantId, environmentId: source.id }, since),
      recoverable: await recoverableIn(db, source.id, target),
      neutralise: neutralises(source, target),
      secondPerson: needsSecondPerson(target),
      confirmation: restoreConfirmation(target),
      unsaved: expectedLoss(target),
      keptHours: KEPT_HOURS,
      now: ctx.now.toISOString(),
      can: { request: await canRequest(ctx, db, target) },
    };
  },
});

type Source = { id: string; name: string; stage: TargetRow["stage"]; timeZone: string };

/** The one that was asked for, else that of a named backup, else production for other stages, else the environment itself. */
function chosen(
  sources: readonly Source[],
  target: TargetRow,
  { wanted, ofPoint }: { wanted: string | undefined; ofPoint: string | null },
): Source {
  const named = wanted === undefined ? undefined : sources.find(({ id }) => id === wanted);
  if (wanted !== undefined && named === undefined)
    throw new Problem(
      "not_found",
      "There is no such environment of this customer, or it is not yours to see.",
    );
  const pointed = sources.find(({ id }) => id === ofPoint);
  const itself = sources.find(({ id }) => id === target.id);
  const production = sources.find(({ stage }) => stage === "production");
  return (
    named ?? pointed ?? (target.stage === "production" ? itself : production) ?? itself ?? placeOf(target)
  );
}

/** Seconds can be brought back only on the cluster where the log is kept. */
async function recoverableIn(db: Tx, sourceId: string, { clusterId }: TargetRow) {
  const row = await db.environment.findFirst({ where: { id: sourceId, clusterId } });
  const range = row === null ? null : recoverableOf(row);
  return range === null ? null : { from: range.from.toISOString(), until: range.until.toISOString() };
}

function presentPoint(
  target: TargetRow,
  point: PointRow,
  {
    schemaVersions,
    quarantined,
  }: { schemaVersions: RestoreFacts["schemaVersions"]; quarantined: ReadonlySet<string> },
): RestorePoint {
  const damaged = point.state === "damaged" || point.proof === "disproved";
  const reason = restoreRefusal(restoreFacts(target, point, { schemaVersions, acceptsDamage: damaged }));
  const against = scratchPointRefusal(pointFacts(point, { quarantined, acceptsDamage: damaged }));
  const { id, state, proof, sentence, release } = point;
  return {
    ...{ id, state, proof, sentence, damaged },
    takenAt: (point.takenAt ?? point.createdAt).toISOString(),
    release: release === null ? null : { id: release.id, name: release.name, digest: release.digest },
    bytes: Number(point.dumpBytes + point.filestoreBytes),
    possible: { allowed: reason === null, reason },
    inScratch: { allowed: against === null, reason: against },
  };
}

async function releasesOf(db: Tx, environmentId: string, since: Date) {
  const rows = await db.operation.findMany({
    where: {
      environmentId,
      kind: { in: ["deploy", "rollback", "restore_rollback"] },
      state: "succeeded",
      finishedAt: { gte: since },
    },
    select: { finishedAt: true, release: { select: { name: true } } },
    orderBy: { finishedAt: "desc" },
    take: MOST_RELEASES,
  });
  return rows.flatMap(({ finishedAt, release }) =>
    finishedAt === null || release === null ? [] : [{ name: release.name, at: finishedAt.toISOString() }],
  );
}

async function restoresOf(db: Tx, environmentId: string, since: Date) {
  const rows = await db.restore.findMany({
    where: {
      targetEnvironmentId: environmentId,
      state: { in: ["succeeded", "undone"] },
      finishedAt: { gte: since },
    },
    select: { id: true, number: true, finishedAt: true, state: true },
    orderBy: { finishedAt: "desc" },
    take: MOST_RELEASES,
  });
  return rows.flatMap(({ id, number, finishedAt, state }) =>
    finishedAt === null
      ? []
      : [{ id, number: restoreNumber(number), at: finishedAt.toISOString(), undone: state === "undone" }],
  );
}

/** What hurt there, for whom may read incidents; one that began before and lasts is told too. */
async function incidentsOf(ctx: Context, at: { tenantId: string; environmentId: string }, since: Date) {
  if (!decide(grantsOf(ctx.actor), "incident.read", { level: "environment", ...at }).allow) return [];
  const rows = await ctx.db.prisma.incident.findMany({
    where: {
      environmentId: at.environmentId,
      OR: [{ startedAt: { gte: since } }, { resolvedAt: { gte: since } }, { resolvedAt: null }],
    },
    select: { id: true, number: true, title: true, startedAt: true, mitigatedAt: true, resolvedAt: true },
    orderBy: { startedAt: "desc" },
    take: MOST_RELEASES,
  });
  return rows.map(({ id, number, title, startedAt, mitigatedAt, resolvedAt }) => ({
    ...{ id, title, number: incidentNumber(number), at: startedAt.toISOString() },
    until: (mitigatedAt ?? resolvedAt)?.toISOString() ?? null,
  }));
}

const placeOf = ({ id, name, stage, timeZone, release, tenant }: TargetRow) => ({
  ...{ id, name, stage, timeZone },
  tenant: { id: tenant.id, name: tenant.name },
  release: release === null ? null : { id: release.id, name: release.name, digest: release.digest },
});

async function canRequest(ctx: Context, db: Tx, { tenantId, id: environmentId }: TargetRow) {
  const scope = { level: "environment", tenantId, environmentId } as const;
  const decision = decide(grantsOf(ctx.actor), "restore.request", scope);
  const reason = decision.allow ? await heldRefusal(db, environmentId, ctx.now) : decision.reason;
  return { allowed: reason === null, reason };
}
