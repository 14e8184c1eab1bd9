import { z } from "zod";
import { BACKUP_PROOFS } from "@/lib/domain/recovery/backup-state";
import { ReleaseBrief } from "./catalog";
import { Gate, PlanStep } from "./change";
import { Can, Id, Stage, Time, Version } from "./common";

/** Release and data together: what the checkpoint of the running release's change brings back. */
const WithData = z.object({
  /** Whether release and data can go back together; when not, why and what would help. */
  possible: Can,
  checkpoint: z.object({ backupId: Id, takenAt: Time, proof: z.enum(BACKUP_PROOFS) }).nullable(),
  change: z.object({ id: Id, number: z.string() }).nullable(),
  /** A request for it that waits for a second person. */
  waiting: z.object({ id: Id, number: z.string() }).nullable(),
  secondPerson: z.boolean(),
  keptHours: z.int(),
  plan: z.array(PlanStep),
  can: z.object({ rollBack: Can }),
});

/** What going back would mean now, said before anybody asks for it. */
export const RollbackPreview = z.object({
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string(), version: Version }),
  /** The release that would be left; null when nothing ever ran. */
  from: ReleaseBrief.nullable(),
  /** The release that ran before it; null when none is known. */
  target: ReleaseBrief.nullable(),
  /** Whether code and configuration alone can go back; when not, why. */
  possible: Can,
  /** What happens to the data, in words. */
  effect: z.string(),
  /** Modules whose code goes back while the database keeps what the newer version made of it; `code` null: new since. */
  kept: z.array(z.object({ name: z.string(), database: z.string(), code: z.string().nullable() })),
  gates: z.array(Gate),
  gatesEvaluatedAt: Time,
  plan: z.array(PlanStep),
  /** The change that brought the release, if it would then stand as rolled back. */
  change: z.object({ id: Id, number: z.string() }).nullable(),
  /** Typed by the person before it starts; null where that is not asked. */
  confirmation: z.string().nullable(),
  withData: WithData,
  can: z.object({ rollBack: Can }),
});
export type RollbackPreview = z.infer<typeof RollbackPreview>;

export const RollBack = z.object({
  /** The environment's version as previewed. */
  version: Version,
  /** The release previewed as the one that runs again. */
  targetReleaseId: Id,
  reason: z.string().trim().min(10, "Say in at least 10 characters why it goes back.").max(2000),
  /** The environment's name, typed: asked for in production. */
  confirmation: z.string().trim().max(200).optional(),
});

export const RollBackWithData = z.object({
  /** The release previewed as the one that runs again. */
  targetReleaseId: Id,
  /** The checkpoint previewed as the one whose data come back. */
  backupId: Id,
  reason: z.string().trim().min(10, "Say in at least 10 characters why it goes back.").max(2000),
  /** The environment's name, typed: asked for in production. */
  confirmation: z.string().trim().max(200).optional(),
});
