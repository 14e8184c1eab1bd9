import "server-only";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { decide } from "@/lib/domain/access/decide";
import { expectedDrillSeconds } from "@/lib/domain/drill/due";
import { type DrillPlaceChoice, drillPlaces } from "@/lib/domain/drill/place";
import {
  type Assumption,
  type ChoiceFacts,
  chooseBackup,
  type DrillScenario,
} from "@/lib/domain/drill/scenario";
import { drillNumber } from "@/lib/domain/drill/state";
import { type Context, grantsOf } from "../context";

/** Backups a scenario chooses from, newest first; what is older was kept for the books. */
const MOST_BACKUPS = 200;
/** Earlier drills that say how long one takes. */
const EARLIER = 5;

const clusterSelect = {
  id: true,
  name: true,
  reachability: true,
  reachabilityNote: true,
  takesDrills: true,
} satisfies Prisma.ClusterSelect;

/** An environment with everything that decides whether its recovery can be rehearsed now. */
export const drillableInclude = {
  tenant: { select: { id: true, name: true, tier: true, backupStore: { select: { id: true } } } },
  cluster: { select: clusterSelect },
  drills: {
    where: { state: "running" },
    select: { id: true, number: true },
    take: 1,
  },
} satisfies Prisma.EnvironmentInclude;
export type DrillableRow = Prisma.EnvironmentGetPayload<{ include: typeof drillableInclude }>;

/** Other clusters that are offered; more than a person would look through. */
const MOST_CLUSTERS = 20;

/** Where a drill of this environment can be carried out, its own cluster first. */
export async function placesFor(db: Tx, row: DrillableRow): Promise<readonly DrillPlaceChoice[]> {
  const others = await db.cluster.findMany({
    where: { takesDrills: true, id: { not: row.clusterId } },
    select: clusterSelect,
    orderBy: { name: "asc" },
    take: MOST_CLUSTERS,
  });
  return drillPlaces(row.cluster, others);
}

/** Why nothing can be rehearsed here now, whatever the scenario; null when it can. */
export function drillRefusal({ name, releaseId, tenant, drills }: DrillableRow): string | null {
  if (releaseId === null) return `Nothing runs in ${name} yet: there is nothing to recover.`;
  if (tenant.backupStore === null)
    return `${tenant.name} has no place for backups. A platform engineer sets one up.`;
  const [running] = drills;
  return running === undefined
    ? null
    : `${drillNumber(running.number)} is being carried out on ${name}. Wait until it has ended.`;
}

/** Whether this person may start drills wherever they like, and so what concerns everybody. */
export const overFleet = (ctx: Context): boolean =>
  decide(grantsOf(ctx.actor), "drill.start", { level: "fleet" }).allow;

export type BackupRow = Awaited<ReturnType<typeof backupsOf>>[number];

/** The environment's backups as a scenario chooses from them. */
export async function backupsOf(db: Tx, environmentId: string) {
  const rows = await db.backup.findMany({
    where: { environmentId, state: "good" },
    orderBy: [{ takenAt: "desc" }, { id: "desc" }],
    take: MOST_BACKUPS,
    select: {
      ...{ id: true, state: true, proof: true, takenAt: true, releaseId: true, modules: true },
      ...{ databaseSnapshotId: true, filestoreSnapshotId: true },
    },
  });
  return rows.map((row) => ({
    ...row,
    complete: row.databaseSnapshotId !== null && row.filestoreSnapshotId !== null,
  }));
}

/** What the scenario would bring back, or why nothing. */
export const chosenFor = (
  row: Pick<DrillableRow, "name" | "releasedAt">,
  backups: readonly BackupRow[],
  asked: { scenario: DrillScenario; assumed: Assumption; now: Date },
) => {
  const facts: ChoiceFacts = { now: asked.now, environment: row.name, releasedAt: row.releasedAt };
  return chooseBackup(asked.scenario, asked.assumed, backups, facts);
};

/** How long earlier drills of an environment took until it was recovered, in seconds; null without any. */
export async function expectedRecovery(db: Tx, environmentId: string): Promise<number | null> {
  const rows = await db.drill.findMany({
    where: { environmentId, rtoSeconds: { not: null }, state: { in: ["passed", "failed"] } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: EARLIER,
    select: { rtoSeconds: true },
  });
  return expectedDrillSeconds(rows.flatMap(({ rtoSeconds }) => (rtoSeconds === null ? [] : [rtoSeconds])));
}
