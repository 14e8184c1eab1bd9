import { legalPairs, type MoveTable } from "../shared/machine";

export const BACKUP_STATES = ["running", "good", "damaged", "failed", "forgotten"] as const;
export type BackupState = (typeof BACKUP_STATES)[number];
export type BackupEvent = "complete" | "complete_in_part" | "fail" | "forget";

/** `damaged`: it is there, but files it should hold are missing. What is finished stays so until retention forgets it. */
export const BACKUP_MOVES = {
  running: { complete: "good", complete_in_part: "damaged", fail: "failed" },
  good: { forget: "forgotten" },
  damaged: { forget: "forgotten" },
  failed: {},
  forgotten: {},
} as const satisfies MoveTable<BackupState, BackupEvent>;

const TABLE: MoveTable<BackupState, BackupEvent> = BACKUP_MOVES;

export const LEGAL_BACKUP_MOVES = legalPairs(TABLE);

export const BACKUP_CAUSES = ["manual", "scheduled", "checkpoint", "before_restore"] as const;
export type BackupCause = (typeof BACKUP_CAUSES)[number];

export const BACKUP_PROOFS = ["unproven", "proven", "disproved"] as const;
export type BackupProof = (typeof BACKUP_PROOFS)[number];
