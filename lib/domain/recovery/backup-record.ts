import type { RowCounts } from "../backup/report";
import type { EnvironmentSpec } from "../manifest/spec";
import { spokenSeconds } from "../operation/sentence";
import { counted } from "../shared/words";
import type { BackupCause } from "./backup-state";
import type { ReadingFacts } from "./reading";

/** An environment as copying it needs it. */
export type CopiedEnvironment = {
  clusterId: string;
  environment: Omit<EnvironmentSpec, "release">;
  /** Name of the release that runs there. */
  release: string;
};

/** A backup that an operation takes. */
export type BackupSubject = CopiedEnvironment & {
  backupId: string;
  operationId: string;
  cause: BackupCause;
};

/** The release whose ERP is asked on a copy; null in its place, with the reason, where none may or can be started. */
export type CopyErp =
  | { release: EnvironmentSpec["release"]; ofBackup: boolean; obstacle: null }
  | { release: null; obstacle: string };

/** A backup that an operation reads back, with what was recorded of it. */
export type VerifySubject = CopiedEnvironment & {
  erp: CopyErp;
  backupId: string;
  operationId: string;
  databaseSnapshotId: string;
  filestoreSnapshotId: string;
  expected: { rowCounts: RowCounts; dumpSha256: string; attachmentsPresent: number };
  /** What decides how much of it is read. */
  reading: ReadingFacts;
};

/** What a backup holds, as it is recorded. */
export type BackupContents = {
  databaseSnapshotId: string;
  filestoreSnapshotId: string;
  takenAt: string;
  walPosition: string;
  dumpBytes: number;
  filestoreBytes: number;
  addedBytes: number;
  dumpSha256: string;
  attachmentsTotal: number;
  attachmentsPresent: number;
  attachmentsMissing: readonly string[];
  rowCounts: RowCounts;
  postgresVersion: string;
  seconds: number;
};

/** A backup that was taken: `damaged` when files are missing in it. */
export type TakenBackup = {
  state: "good" | "damaged";
  sentence: string;
  contents: BackupContents;
  shrunken: boolean;
};

/** How a backup ended. */
export type BackupJudgement = TakenBackup | { state: "failed"; sentence: string };

/** A backup smaller than this share of the median of the last ones is said to be shrunken. */
const SHRUNKEN_SHARE = 0.5;
/** How many earlier backups a new one is measured by; with fewer than three nothing is said. */
export const EARLIER_BACKUPS = 5;
const FEWEST_EARLIER = 3;

const totalBytes = ({ dumpBytes, filestoreBytes }: Pick<BackupContents, "dumpBytes" | "filestoreBytes">) =>
  dumpBytes + filestoreBytes;

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [upper, lower] = [sorted[middle], sorted[middle - 1]];
  if (upper === undefined) return null;
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** `12.4 MB`, as people read sizes. */
export function spokenBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit] ?? "B"}`;
}

/** How the sentence of a shrunken backup begins to say so: by this it is known again. */
export const SHRUNKEN = " Shrunken: ";

/**
 * What a finished copy is worth: damaged when files are missing that the database names, said to be shrunken when it is
 * less than half of what the last ones were. `earlierBytes` are dump and filestore of the earlier ones, newest first.
 */
export function judgeBackup(contents: BackupContents, earlierBytes: readonly number[]): TakenBackup {
  const missing = contents.attachmentsTotal - contents.attachmentsPresent;
  const usual = earlierBytes.length < FEWEST_EARLIER ? null : median(earlierBytes);
  const shrunken = usual !== null && totalBytes(contents) < usual * SHRUNKEN_SHARE;
  const size = `${spokenBytes(totalBytes(contents))} in ${spokenSeconds(contents.seconds)}`;
  const warning =
    shrunken && usual !== null
      ? `${SHRUNKEN}the last ones held ${spokenBytes(usual)}; look whether data is gone.`
      : "";
  if (missing > 0) {
    const [first] = contents.attachmentsMissing;
    const named = first === undefined ? "" : `, ${first} among them`;
    return {
      state: "damaged",
      shrunken,
      contents,
      sentence: `Damaged: ${counted(missing, "attachment has", "attachments have")} no file${named}, of ${contents.attachmentsTotal}; ${size}.${warning}`,
    };
  }
  const files = counted(contents.attachmentsTotal, "attachment");
  return {
    state: "good",
    shrunken,
    contents,
    sentence: `Complete: database and ${files}, ${size}.${warning}`,
  };
}
