import "server-only";
import { z } from "zod";
import { STAGES } from "@/lib/domain/catalog/stage";
import type { StepContext } from "@/lib/engine/step";

const Recovery = z.object({
  at: z.iso.datetime({ offset: true }),
  cluster: z.string().min(1).max(63),
  environment: z.object({
    environmentId: z.uuid(),
    environmentName: z.string().max(200),
    namespace: z.string().min(1).max(63),
    hostname: z.string().max(253),
    stage: z.enum(STAGES),
  }),
});
const Source = z.object({
  databaseSnapshotId: z.string().min(8).max(64),
  filestoreSnapshotId: z.string().min(8).max(64),
  repositoryOf: z.string().min(1).max(63),
  takenAt: z.iso.datetime({ offset: true }),
  rowCounts: z.record(z.string().max(100), z.number()),
  sameEnvironment: z.boolean(),
  neutralizeAs: z.string().max(500).nullable(),
  recovery: Recovery.nullable().default(null),
});
const Swap = z.object({ undoes: z.uuid().nullable().default(null) });
const Clear = z.object({
  operations: z.array(z.uuid()).min(1).max(10),
  copiesOnly: z.boolean().default(false),
});

/** What the plan of a restore tells its steps. A plan that does not is a bug, and throws. */
export const sourceOf = ({ parameters }: StepContext) => Source.parse(parameters);
/** The restore that is undone; null in a restore itself. */
export const undoneBy = ({ parameters }: StepContext): string | null => Swap.parse(parameters).undoes;
/** The second that is brought back, for the steps that only such a plan has. */
export const recoveryOf = ({ parameters }: StepContext) =>
  z.object({ recovery: Recovery }).parse(parameters).recovery;
/** The same for steps that bring back a backup where the plan names no second. */
export const recoveryIfAny = ({ parameters }: StepContext) =>
  z.object({ recovery: Recovery.nullable().default(null) }).parse(parameters).recovery;
/** Whose remains go; with `copiesOnly` what they brought back, never what lived before them. */
export const clearingOf = ({ parameters }: StepContext) => Clear.parse(parameters);
