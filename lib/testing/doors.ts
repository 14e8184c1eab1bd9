/** The only places where operations are written. */
export const WRITERS: readonly string[] = [
  "lib/usecases/backup/create.ts",
  "lib/usecases/change/start.ts",
  "lib/usecases/operation/beside.ts",
  "lib/usecases/restore/create.ts",
  "lib/usecases/rollback/roll-back.ts",
];

/**
 * Everybody who calls a writer, with what they ask before they write. What is begun without a question of its own only
 * copies, or takes away what lies aside: its first step asks, as every kind's does.
 */
export const CALLERS: Readonly<Record<string, RegExp>> = {
  "lib/usecases/backup/prune.ts": /createPruneOperation/,
  "lib/usecases/backup/scheduled.ts": /copyRefusal/,
  "lib/usecases/backup/take.ts": /createBackupOperation/,
  "lib/usecases/backup/verify.ts": /readableRefusal/,
  "lib/usecases/change/approve-and-start.ts": /gateRefusal\("start"/,
  "lib/usecases/drill/clear.ts": /clearingRefusal/,
  "lib/usecases/drill/create.ts": /drillRefusal/,
  "lib/usecases/restore/begin.ts": /assertNotHeld/,
  "lib/usecases/restore/clear.ts": /createDataOperation/,
  "lib/usecases/restore/request.ts": /assertNotHeld/,
  "lib/usecases/restore/undo.ts": /assertNotHeld/,
  "lib/usecases/rollback/data-begin.ts": /loadRollbackGates/,
  "lib/usecases/scratch/make.ts": /refusalNow/,
  "lib/usecases/scratch/remove.ts": /removeRefusal/,
  "lib/usecases/train/advance.ts": /loadTrainFacts/,
};

/**
 * Doors that neither hold nor freeze nor quarantine stops, by design, and where that is written: they only copy, read or
 * work aside. What takes away waits for a hold's end all the same, at its first step, which asks as every one does.
 */
export const NOT_STOPPED: Readonly<Record<string, string>> = {
  "lib/usecases/backup/create.ts": "docs/decisions/0008-a-hold-does-not-stop-a-backup.md",
  "lib/usecases/backup/prune.ts": "docs/recovery.md",
  "lib/usecases/backup/scheduled.ts": "docs/decisions/0008-a-hold-does-not-stop-a-backup.md",
  "lib/usecases/backup/take.ts": "docs/decisions/0008-a-hold-does-not-stop-a-backup.md",
  "lib/usecases/backup/verify.ts": "docs/decisions/0008-a-hold-does-not-stop-a-backup.md",
  "lib/usecases/drill/clear.ts": "docs/drills.md",
  "lib/usecases/drill/create.ts": "docs/drills.md",
  "lib/usecases/operation/beside.ts": "docs/decisions/0016-a-scratch-copy-is-no-environment.md",
  "lib/usecases/restore/clear.ts": "docs/recovery.md",
  "lib/usecases/scratch/make.ts": "docs/decisions/0016-a-scratch-copy-is-no-environment.md",
  "lib/usecases/scratch/remove.ts": "docs/decisions/0016-a-scratch-copy-is-no-environment.md",
};
