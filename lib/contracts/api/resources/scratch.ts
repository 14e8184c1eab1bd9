import { z } from "zod";
import { OPERATION_STATES } from "@/lib/domain/operation/state";
import { LEAST_HOURS, MOST_HOURS, USUAL_HOURS } from "@/lib/domain/scratch/keeping";
import { SCRATCH_STATES } from "@/lib/domain/scratch/state";
import { ReleaseBrief } from "./catalog";
import { Can, Id, Named, PageQuery, Stage, Time, Version } from "./common";
import { Reconciliation } from "./restore";

const Hours = z
  .int()
  .min(LEAST_HOURS, `Keep it for at least ${LEAST_HOURS} hour.`)
  .max(MOST_HOURS, `Keep it for at most ${MOST_HOURS} hours at a time.`);
const Place = z.object({ id: Id, name: z.string(), stage: Stage, timeZone: z.string() });
const OperationRef = z.object({ id: Id, shortId: z.string(), state: z.enum(OPERATION_STATES) });

export const ScratchBrief = z.object({
  id: Id,
  number: z.string(),
  tenant: Named,
  /** Whose data it shows. */
  environment: Place,
  state: z.enum(SCRATCH_STATES),
  sentence: z.string(),
  /** Where it answers, once it stands and until it is removed; null otherwise. */
  address: z.string().nullable(),
  backup: z.object({ id: Id, takenAt: Time }),
  /** The second that was brought back; null for the moment of the backup itself, which then gives the files only. */
  pointInTime: Time.nullable(),
  requester: Named,
  createdAt: Time,
  /** Until when it stands; null while it does not. */
  keptUntil: Time.nullable(),
});
export type ScratchBrief = z.infer<typeof ScratchBrief>;

export const Scratch = ScratchBrief.extend({
  reason: z.string(),
  /** As it was asked for. */
  hours: z.int(),
  namespace: z.string(),
  cluster: Named,
  release: ReleaseBrief,
  operation: OperationRef,
  /** The newest operation that removes it; null when none does. */
  clearing: OperationRef.nullable(),
  reconciliation: Reconciliation.nullable(),
  /** When it stood; null when it never did. */
  madeAt: Time.nullable(),
  finishedAt: Time.nullable(),
  version: Version,
  can: z.object({ keep: Can, remove: Can }),
});
export type Scratch = z.infer<typeof Scratch>;

/** What is asked before a copy of an environment is made, and which stand. */
export const ScratchOptions = z.object({
  hours: z.object({ least: z.int(), most: z.int(), usual: z.int() }),
  longestDays: z.int(),
  /** Those that take room now, at most as many as may. */
  copies: z.array(ScratchBrief).max(20),
  can: z.object({ make: Can }),
});
export type ScratchOptions = z.infer<typeof ScratchOptions>;

export const MakeScratch = z.object({
  /** The backup to look into; left out when a second is named instead. */
  backupId: Id.optional(),
  /** A second between backups, of the environment's own write-ahead log. */
  pointInTime: Time.optional(),
  hours: Hours.default(USUAL_HOURS),
  reason: z.string().trim().min(10, "Say in at least 10 characters what the copy is for.").max(2000),
  acceptsDamage: z.boolean().default(false),
});
export const KeepScratch = z.object({
  version: Version,
  /** How long from now. */
  hours: Hours,
  reason: z.string().trim().min(10, "Say in at least 10 characters why it is kept longer.").max(2000),
});
export const RemoveScratch = z.object({
  version: Version,
  reason: z.string().trim().min(10, "Say in at least 10 characters why it goes.").max(2000),
});
export const ScratchQuery = PageQuery.extend({ environmentId: Id.optional() });
