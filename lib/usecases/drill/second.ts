import "server-only";
import type { Tx } from "@/lib/data/client";
import { type Assumption, type DrillScenario, SCENARIOS, spoiledSince } from "@/lib/domain/drill/scenario";
import {
  filesFor,
  pointRefusal,
  type Recoverable,
  recoverableOf,
  withFiles,
} from "@/lib/domain/recovery/point-in-time";
import type { RecoveryPoint } from "@/lib/domain/recovery/restore-plan";
import { releaseAt } from "../restore/point";
import type { BackupRow, DrillableRow } from "./facts";

const usableFor = (backups: readonly BackupRow[]) =>
  backups.filter(({ proof, complete }) => proof !== "disproved" && complete);

/** Seconds of the environment's own log that a drill could bring back with their files; null where there are none. */
const secondsOf = (row: DrillableRow, backups: readonly BackupRow[]): Recoverable | null =>
  withFiles(recoverableOf(row), usableFor(backups));

/** What a drill brings back: the backup its files are of, the release and modules of its data, and a second, if one. */
export type Brought = {
  backup: BackupRow;
  releaseId: string | null;
  modules: BackupRow["modules"];
  recovery: RecoveryPoint | null;
  /** True where the second is the last archived one: it is noted anew when the drill begins. */
  latest: boolean;
};

const SECOND_MS = 1_000;

type Sought = {
  scenario: DrillScenario;
  assumed: Assumption;
  now: Date;
  backups: readonly BackupRow[];
  /** The newest usable backup that the scenario leaves; null where there is none. */
  before: BackupRow | null;
};

/**
 * The second of the environment's own log that a disaster leaves, as whoever recovers in earnest would take it: the last
 * archived one, or the last before the damage. Null where the log does not hold it or a backup is as good.
 */
export async function secondFor(tx: Tx, row: DrillableRow, sought: Sought): Promise<Brought | null> {
  const { backups } = sought;
  const found = aimOf(row, sought);
  const { databaseCluster } = row;
  if (found === null || databaseCluster === null) return null;
  const { at, files, latest } = found;
  const { id: environmentId, name: environmentName, namespace, hostname, stage } = row;
  const environment = { environmentId, environmentName, namespace, hostname, stage };
  const recovery = { at: at.toISOString(), cluster: databaseCluster, environment };
  const release = await releaseAt(tx, row.id, at);
  const like = [sought.before, files, ...backups].find(
    (one) => one !== null && one.releaseId === release?.id,
  );
  const known = like ?? sought.before ?? files;
  // Deployed since the newest backup: the second's database was made for what that release has.
  const modules = release !== null && like === undefined ? modulesOf(release) : known.modules;
  return { backup: files, releaseId: release?.id ?? known.releaseId, modules, recovery, latest };
}

const modulesOf = (release: NonNullable<Awaited<ReturnType<typeof releaseAt>>>): BackupRow["modules"] =>
  release.modules.map(({ name, version, schemaChange }) => ({ name, version, schemaChange }));

type Aim = { at: Date; files: BackupRow; latest: boolean };

function aimOf(row: DrillableRow, sought: Sought): Aim | null {
  const { scenario, assumed, now, backups, before } = sought;
  const { second } = SCENARIOS[scenario];
  if (second === "last") return lastOf(row, before);
  const since =
    second === null ? null : spoiledSince(scenario, assumed, { ...row, now, environment: row.name });
  if (since === null || since > now) return null;
  const at = new Date(Math.ceil(since.getTime() / SECOND_MS) * SECOND_MS - SECOND_MS);
  // After an attack no backup from since then is trusted with the files either; after a mistake the next has them all.
  const attacked = scenario === "ransomware";
  const recoverable = attacked ? recoverableOf(row) : secondsOf(row, backups);
  if (pointRefusal({ at, source: { ...row, recoverable }, target: row }) !== null) return null;
  const files = attacked ? before : filesFor(usableFor(backups), at);
  return files === null ? null : { at, files, latest: false };
}

/** The last archived second, with the files of the newest backup; null where that backup is as new. */
function lastOf(row: DrillableRow, newest: BackupRow | null): Aim | null {
  const until = recoverableOf(row)?.until;
  if (until === undefined || newest === null || until <= (newest.takenAt ?? until)) return null;
  return { at: until, files: newest, latest: true };
}

/** Seconds of the log that this scenario could bring back on the environment's own cluster; null where none. */
export function secondsFor(
  row: DrillableRow,
  { scenario, backups, before }: Pick<Sought, "scenario" | "backups" | "before">,
): Recoverable | null {
  const { second } = SCENARIOS[scenario];
  if (second === null) return null;
  if (second === "last") return lastOf(row, before) === null ? null : recoverableOf(row);
  return scenario === "ransomware" ? recoverableOf(row) : secondsOf(row, backups);
}
