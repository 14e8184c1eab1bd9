import "server-only";
import type { Tx } from "@/lib/data/client";
import { ensureSchedule } from "@/lib/data/ledger/schedule-rows";
import type { BackupSettings } from "@/lib/domain/recovery/policy";
import { nextOccurrence } from "@/lib/domain/schedule/cron";
import type { ScheduleHandler } from "../schedule/handlers";
import { backupSettings, type Tier } from "./settings";

/** Environments that are given schedules; beyond them nobody is until there are fewer. */
const MOST = 2_000;

const backupName = (environmentId: string) => `Backup of environment ${environmentId}`;
const pruneName = (environmentId: string) => `Pruning of environment ${environmentId}`;

/** In the small hours of the place, each environment at a minute of its own, so that they do not all come at once. */
function pruneCron(environmentId: string): string {
  const minute = Number.parseInt(environmentId.slice(-4), 16) % 60;
  return `${minute} 4 * * *`;
}

/** Gives every environment its schedules, on its own clock: backups as its tier asks, pruning every night. */
export const scheduleBackups: ScheduleHandler = async (db, { now, signal }) => {
  const settingsFor = await backupSettings(db.prisma);
  const rows = await db.prisma.environment.findMany({
    select: { id: true, timeZone: true, tenant: { select: { tier: true } } },
    orderBy: { id: "asc" },
    take: MOST,
  });
  for (const { id, timeZone, tenant } of rows) {
    if (signal.aborted) break;
    const { cron } = settingsFor(tenant.tier);
    const payload = { environmentId: id };
    const backup = { name: backupName(id), kind: "backup.environment", cron, timeZone };
    await ensureSchedule(db, backup, now, payload);
    const prune = { name: pruneName(id), kind: "backup.prune", cron: pruneCron(id), timeZone };
    await ensureSchedule(db, prune, now, payload);
  }
  return { sentence: `${rows.length} environments are backed up by schedule.` };
};

/** Puts the schedules of a tier's environments on its new policy at once; answers how many. */
export async function followPolicy(
  tx: Tx,
  tier: Tier,
  { settings: { cron }, now }: { settings: BackupSettings; now: Date },
): Promise<number> {
  const rows = await tx.environment.findMany({
    where: { tenant: { tier } },
    select: { id: true, timeZone: true },
    orderBy: { id: "asc" },
    take: MOST,
  });
  let followed = 0;
  for (const timeZone of new Set(rows.map((row) => row.timeZone))) {
    const names = rows.filter((row) => row.timeZone === timeZone).map(({ id }) => backupName(id));
    const { count } = await tx.schedule.updateMany({
      where: { name: { in: names }, kind: "backup.environment", cron: { not: cron } },
      data: { cron, nextAt: nextOccurrence(cron, timeZone, now), version: { increment: 1 } },
    });
    followed += count;
  }
  return followed;
}
