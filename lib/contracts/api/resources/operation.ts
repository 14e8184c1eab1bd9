import { z } from "zod";
import { OPERATION_KINDS } from "@/lib/domain/operation/name";
import { OPERATION_STATES, STEP_STATES } from "@/lib/domain/operation/state";
import { BACKUP_STATES } from "@/lib/domain/recovery/backup-state";
import { ReleaseBrief, SmokeRun } from "./catalog";
import { Can, Id, Named, Stage, Time, Version } from "./common";

export const OperationBrief = z.object({
  id: Id,
  /** The short name people say and object names carry: op-3f9a1c2b. */
  shortId: z.string(),
  kind: z.enum(OPERATION_KINDS),
  state: z.enum(OPERATION_STATES),
  phase: z.enum(["forward", "rollback"]),
  sentence: z.string(),
  tenant: Named,
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string() }),
  release: ReleaseBrief.nullable(),
  changeId: Id.nullable(),
  changeNumber: z.string().nullable(),
  currentStep: z.string().nullable(),
  stepsDone: z.int(),
  stepsTotal: z.int(),
  createdAt: Time,
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
});
export type OperationBrief = z.infer<typeof OperationBrief>;

export const OperationStep = z.object({
  id: Id,
  position: z.int(),
  name: z.string(),
  title: z.string(),
  phase: z.enum(["forward", "rollback"]),
  state: z.enum(STEP_STATES),
  sentence: z.string(),
  attempts: z.int(),
  expectedSeconds: z.number().nullable(),
  limitSeconds: z.number(),
  ifItFails: z.string(),
  /** Share of the visitors this step gives the release, in percent; null when it gives none. */
  percent: z.int().nullable(),
  /** How long it watches, in seconds; null when it watches nothing. */
  watchSeconds: z.int().nullable(),
  startedAt: Time.nullable(),
  finishedAt: Time.nullable(),
});
export type OperationStep = z.infer<typeof OperationStep>;

export const OperationEvent = z.object({
  /** Increasing within the operation; ask for what comes after it. */
  sequence: z.string(),
  at: Time,
  step: z.string(),
  kind: z.enum(["log", "state", "wait", "retry"]),
  level: z.enum(["info", "warn", "error"]),
  text: z.string(),
});
export type OperationEvent = z.infer<typeof OperationEvent>;

export const OperationActions = z.object({ pause: Can, resume: Can, continue: Can, abort: Can });
export type OperationActions = z.infer<typeof OperationActions>;

export const MoveOperation = z.object({ version: Version });
const Reason = z.string().trim().min(5, "Give a reason of at least 5 characters.").max(2000);
export const AbortOperation = MoveOperation.extend({ reason: Reason });
export const ContinueOperation = MoveOperation.extend({ reason: Reason });

/** What an operation asks a person, and what each answer does. */
export const OperationQuestion = z.object({
  title: z.string(),
  text: z.string(),
  since: Time,
  /** Without an answer by then it goes back by itself. */
  until: Time,
  choices: z.array(
    z.object({ action: z.enum(["continue", "abort"]), label: z.string(), effect: z.string() }),
  ),
});
export type OperationQuestion = z.infer<typeof OperationQuestion>;

export const Operation = OperationBrief.extend({
  previousRelease: ReleaseBrief.nullable(),
  /** What it carries out, where that is no change; a backup has no number. */
  about: z
    .object({
      kind: z.enum(["restore", "drill", "scratch", "backup"]),
      id: Id,
      number: z.string().nullable(),
    })
    .nullable(),
  /** The checkpoint it took before it changed the schema: what a restore would bring back. */
  restorePoint: z
    .object({ backupId: Id, state: z.enum(BACKUP_STATES), takenAt: Time.nullable(), sentence: z.string() })
    .nullable(),
  failureReason: z.string(),
  /** Why a person wanted it; empty where its change says so. */
  reason: z.string(),
  parkReason: z.string(),
  parkedUntil: Time.nullable(),
  requester: Named.nullable(),
  worker: z.string().nullable(),
  cluster: Named,
  steps: z.array(OperationStep),
  smoke: z.array(SmokeRun),
  deadlineAt: Time,
  /** Who paused it and since when; null unless it is paused. */
  paused: z.object({ by: z.string(), since: Time }).nullable(),
  /** Null while it asks nobody. */
  question: OperationQuestion.nullable(),
  /** What an abort would do now; null where it cannot be aborted. */
  abortEffect: z.string().nullable(),
  can: OperationActions,
  version: Version,
});
export type Operation = z.infer<typeof Operation>;
