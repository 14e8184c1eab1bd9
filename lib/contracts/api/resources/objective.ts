import { z } from "zod";
import { DRILL_SCENARIOS } from "@/lib/domain/drill/scenario";
import { OBJECTIVE_BOUNDS, PROCESSES_PER_TENANT } from "@/lib/domain/recovery/objective";
import { RECOVERY_GATES } from "@/lib/domain/recovery/recovery-policy";
import { Can, Id, Named, Stage, Tier, Time, TimeZone, Version } from "./common";

const Rpo = z
  .int()
  .min(OBJECTIVE_BOUNDS.rpoSeconds.min, "Give at least 1 second: some loss cannot be ruled out.")
  .max(OBJECTIVE_BOUNDS.rpoSeconds.max, "Give at most 31 days.");
const Rto = z
  .int()
  .min(OBJECTIVE_BOUNDS.rtoSeconds.min, "Give at least 60 seconds: nobody recovers in no time.")
  .max(OBJECTIVE_BOUNDS.rtoSeconds.max, "Give at most 31 days.");

const process = {
  name: z.string().trim().min(3, "Name the process in at least 3 characters.").max(80),
  /** Null: every production environment of the tenant. */
  environmentId: Id.nullable().default(null),
  ownerName: z.string().trim().min(2, "Say who owns the process.").max(80),
  ownerContact: z.string().trim().min(3, "Say how the owner is reached.").max(160),
  /** How much of what was entered may be lost, in seconds. */
  rpoSeconds: Rpo,
  /** How long it can stand still, in seconds. */
  rtoSeconds: Rto,
  /** How people work while the ERP does not. */
  fallback: z.string().trim().max(4_000).default(""),
};

export const AddProcess = z.object(process);
export const EditProcess = AddProcess.extend({ version: Version });
export const RemoveProcess = z.object({ version: Version });

export const BusinessProcess = z.object({
  id: Id,
  tenant: Named,
  environment: Named.nullable(),
  name: z.string(),
  ownerName: z.string(),
  ownerContact: z.string(),
  rpoSeconds: z.int(),
  rtoSeconds: z.int(),
  fallback: z.string(),
  updatedAt: Time,
  version: Version,
  can: z.object({ edit: Can }),
});
export type BusinessProcess = z.infer<typeof BusinessProcess>;

export const ProcessList = z.object({
  items: z.array(BusinessProcess).max(PROCESSES_PER_TENANT),
  /** Where a process can be tied to one place: the tenant's production environments. */
  production: z.array(Named).max(100),
  can: z.object({ add: Can }),
});
export type ProcessList = z.infer<typeof ProcessList>;

/** The tightest of the processes, with which asks for it. Seconds. */
export const Objective = z.object({
  rpoSeconds: z.int(),
  rtoSeconds: z.int(),
  rpoFrom: z.string(),
  rtoFrom: z.string(),
  from: z.string(),
});

export const DrillMeasure = z.object({
  id: Id,
  /** As people say it: DR-12. */
  number: z.string(),
  scenario: z.enum(DRILL_SCENARIOS),
  finishedAt: Time,
  passed: z.boolean(),
  sentence: z.string(),
  rtoSeconds: z.number().nullable(),
  rpoSeconds: z.number().nullable(),
});
export type DrillMeasure = z.infer<typeof DrillMeasure>;

export const PROOF_VERDICTS = ["proven", "warns", "blocks", "not_asked"] as const;

/** What was promised of an environment, what was measured, and what a missing proof stops. */
export const RecoveryProof = z.object({
  environment: z.object({ id: Id, name: z.string(), stage: Stage, timeZone: TimeZone }),
  tenant: Named,
  tier: Tier,
  objective: Objective.nullable(),
  /** The newest first; what was cancelled is left out. */
  drills: z.array(DrillMeasure).max(10),
  /** What the RPO is asked of: the newest that passed and whose disaster was its declaration, not chosen by anybody. */
  rpoDrill: DrillMeasure.nullable(),
  runningDrill: z.object({ id: Id, number: z.string() }).nullable(),
  /** The newest verified restore of a backup, with how long reading it back took. */
  verified: z.object({ at: Time, seconds: z.number().nullable() }).nullable(),
  gate: z.enum(RECOVERY_GATES),
  proofMaxAgeDays: z.int(),
  /** Until when the last passed drill, and the one that measured the RPO, both count; null without a passed one. */
  countsUntil: Time.nullable(),
  verdict: z.enum(PROOF_VERDICTS),
  /** What is missing, in sentences; empty when it is proven. */
  missing: z.array(z.string()).max(10),
  /** Changes that are open there: what a missing proof stops or warns of. */
  changes: z.array(z.object({ id: Id, number: z.string() })).max(5),
});
export type RecoveryProof = z.infer<typeof RecoveryProof>;

/** Worst first. */
export const ProofBoard = z.object({ items: z.array(RecoveryProof).max(500), more: z.int() });
export type ProofBoard = z.infer<typeof ProofBoard>;

/** One environment's proof with the processes that ask for it; `proof` is null outside production. */
export const EnvironmentProof = z.object({
  proof: RecoveryProof.nullable(),
  processes: z.array(BusinessProcess).max(PROCESSES_PER_TENANT),
});
export type EnvironmentProof = z.infer<typeof EnvironmentProof>;
