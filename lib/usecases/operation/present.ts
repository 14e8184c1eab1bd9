import "server-only";
import type { Operation, OperationActions, OperationBrief } from "@/lib/contracts/api/resources/operation";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { changeNumber } from "@/lib/domain/change/number";
import { drillStepText, drillStepTouches } from "@/lib/domain/drill/plan";
import {
  abortEffect,
  type ControlFacts,
  canControl,
  dataOf,
  hasTouched,
  type OperationVerb,
} from "@/lib/domain/operation/control";
import { storedDeployStepText } from "@/lib/domain/operation/deploy";
import { deployStepTouches } from "@/lib/domain/operation/deploy-steps";
import { changesData, operationShortId } from "@/lib/domain/operation/name";
import { canContinue } from "@/lib/domain/operation/question";
import { rollbackStepText } from "@/lib/domain/operation/rollback";
import { IN_PROGRESS } from "@/lib/domain/operation/sentence";
import { backupStepText, verifyStepTouches } from "@/lib/domain/recovery/backup-plan";
import {
  restoreRollbackStepText,
  restoreStepText,
  restoreStepTouches,
} from "@/lib/domain/recovery/restore-plan";
import { scratchStepText, scratchStepTouches } from "@/lib/domain/scratch/plan";
import { expectedSeconds } from "../change/plan";
import { type Context, grantsOf } from "../context";
import { presentSmokeRun } from "../environment/present";
import { holdGate } from "../hold/standing";
import { aboutInclude, presentAbout } from "./about";
import { presentQuestion, questionFactsOf, questionInclude } from "./question";

const release = { select: { id: true, name: true, digest: true } } as const;

export const operationInclude = {
  tenant: { select: { id: true, name: true } },
  environment: { select: { id: true, name: true, stage: true, timeZone: true } },
  release,
  change: { select: { id: true, number: true } },
  steps: { orderBy: { position: "asc" } },
} satisfies Prisma.OperationInclude;

export type OperationRow = Prisma.OperationGetPayload<{ include: typeof operationInclude }>;

export const operationDetailInclude = {
  ...operationInclude,
  previousRelease: release,
  ...aboutInclude,
  answers: questionInclude.answers,
  requester: { select: { id: true, name: true } },
  cluster: { select: { id: true, name: true } },
  smokeRuns: { orderBy: { at: "asc" }, take: 10 },
} satisfies Prisma.OperationInclude;

export type OperationDetailRow = Prisma.OperationGetPayload<{ include: typeof operationDetailInclude }>;

/** What each kind calls its steps. */
type StepText = (name: string, plan: ReadonlySet<string>) => { title: string; ifItFails: string };
const STEP_TEXTS: Record<OperationRow["kind"], StepText> = {
  deploy: storedDeployStepText,
  rollback: rollbackStepText,
  backup: (name) => backupStepText("backup", name),
  verify: (name) => backupStepText("verify", name),
  restore: restoreStepText,
  undo_restore: restoreStepText,
  clear_kept: restoreStepText,
  prune: (name) => backupStepText("prune", name),
  drill: drillStepText,
  restore_rollback: restoreRollbackStepText,
  scratch: scratchStepText,
  clear_scratch: scratchStepText,
};
const stepText = ({ kind, steps }: Pick<OperationRow, "kind" | "steps">, name: string) =>
  STEP_TEXTS[kind](name, new Set(steps.map((step) => step.name)));

/** Of a plan that goes forward one wants to know where it is. */
const sentenceOf = ({ sentence }: OperationRow, currentStep: string | null): string =>
  sentence === IN_PROGRESS && currentStep !== null ? `${currentStep}.` : sentence;

export function presentOperationBrief(row: OperationRow): OperationBrief {
  const inPhase = row.steps.filter(({ phase }) => phase === row.phase);
  const running = row.steps.find(({ state }) => state === "running");
  const currentStep = running === undefined ? null : stepText(row, running.name).title;
  return {
    id: row.id,
    shortId: operationShortId(row.id),
    kind: row.kind,
    state: row.state,
    phase: row.phase,
    sentence: sentenceOf(row, currentStep),
    tenant: row.tenant,
    environment: row.environment,
    release: row.release,
    changeId: row.changeId,
    changeNumber: row.change === null ? null : changeNumber(row.change.number),
    currentStep,
    stepsDone: inPhase.filter(({ state }) => state === "done").length,
    stepsTotal: inPhase.length,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** The operation as its page shows it, read in the caller's transaction or none. */
export async function operationDetail(db: Tx, ctx: Context, operationId: string): Promise<Operation> {
  const row = await db.operation.findUniqueOrThrow({
    where: { id: operationId },
    include: operationDetailInclude,
  });
  return presentOperation(ctx, row, await knownBeforehand(db, row, ctx.now));
}

type Beforehand = {
  /** How long each step took here before, in seconds, by its name. */
  expected: ReadonlyMap<string, number>;
  /** The hold that keeps a paused operation from being resumed, in words. */
  held: string | null;
};

/** What is said of an operation before anyone tries: how long its steps take, and what a resume would be refused by. */
export async function knownBeforehand(
  db: Tx,
  row: Pick<OperationDetailRow, "environmentId" | "state" | "phase">,
  now: Date,
): Promise<Beforehand> {
  const expected = await expectedSeconds(db, row.environmentId);
  if (row.state !== "paused" || row.phase !== "forward") return { expected, held: null };
  const { verdict, fact } = await holdGate(db, row.environmentId, "resume", now);
  return { expected, held: verdict === "fail" ? fact : null };
}

function touchesOf(kind: OperationRow["kind"]): (name: string) => boolean {
  if (kind === "drill") return drillStepTouches;
  if (kind === "scratch") return scratchStepTouches;
  if (kind === "verify") return verifyStepTouches;
  return changesData(kind) ? restoreStepTouches : deployStepTouches;
}

/** What a person's hand on the operation is decided by. */
export const controlFactsOf = (
  row: Pick<OperationDetailRow, "kind" | "state" | "phase" | "steps" | "previousRelease">,
): ControlFacts => ({
  kind: row.kind,
  state: row.state,
  phase: row.phase,
  touched: hasTouched(row.steps, touchesOf(row.kind)),
  previousRelease: row.previousRelease?.name ?? null,
  forgetting:
    row.kind === "prune" && row.steps.some(({ name, state }) => name === "forget" && state !== "pending"),
  data: dataOf(row.steps),
});

/** A whole number the plan tells a step; null where it tells none of that name. */
function wholeOf(parameters: unknown, name: string): number | null {
  if (typeof parameters !== "object" || parameters === null) return null;
  const value = (parameters as Readonly<Record<string, unknown>>)[name];
  return Number.isSafeInteger(value) ? Number(value) : null;
}

const VERBS = ["pause", "resume", "abort"] as const satisfies readonly OperationVerb[];

function presentCan(
  ctx: Context,
  row: OperationDetailRow,
  { facts, held }: { facts: ControlFacts; held: string | null },
): OperationActions {
  const { tenantId, environmentId } = row;
  const grants = grantsOf(ctx.actor);
  const scope = { level: "environment", tenantId, environmentId } as const;
  const entries = VERBS.map((verb) => {
    const can = canControl(verb, { ...facts, grants, scope });
    return [verb, verb === "resume" && can.allowed && held !== null ? { allowed: false, reason: held } : can];
  });
  const answer = canContinue({ ...questionFactsOf(row), grants, scope });
  return { ...Object.fromEntries(entries), continue: answer } as OperationActions;
}

/** The backup of a deployment is its checkpoint; any other kind's is told elsewhere. */
const presentRestorePoint = ({ backup }: OperationDetailRow): Operation["restorePoint"] =>
  backup?.cause !== "checkpoint"
    ? null
    : {
        backupId: backup.id,
        state: backup.state,
        takenAt: backup.takenAt?.toISOString() ?? null,
        sentence: backup.sentence,
      };

const presentPause = ({ pausedAt, pausedByName }: OperationDetailRow): Operation["paused"] =>
  pausedAt === null || pausedByName === null ? null : { by: pausedByName, since: pausedAt.toISOString() };

export function presentOperation(
  ctx: Context,
  row: OperationDetailRow,
  { expected, held }: Beforehand,
): Operation {
  const facts = controlFactsOf(row);
  return {
    ...presentOperationBrief(row),
    previousRelease: row.previousRelease,
    about: presentAbout(row),
    restorePoint: presentRestorePoint(row),
    failureReason: row.failureReason,
    reason: row.reason,
    parkReason: row.parkReason,
    parkedUntil: row.parkedUntil?.toISOString() ?? null,
    requester: row.requester,
    worker: row.workerId,
    cluster: row.cluster,
    deadlineAt: row.deadlineAt.toISOString(),
    paused: presentPause(row),
    question: presentQuestion(row, abortEffect(facts)),
    abortEffect: abortEffect(facts),
    can: presentCan(ctx, row, { facts, held }),
    version: row.version,
    smoke: row.smokeRuns.map(presentSmokeRun),
    steps: presentSteps(row, expected),
  };
}

/** An operation's steps with how long each is expected to take, wherever they are shown. */
export const presentSteps = (
  row: Pick<OperationRow, "kind" | "steps">,
  expected: ReadonlyMap<string, number>,
): Operation["steps"] =>
  row.steps.map((step) => ({
    id: step.id,
    position: step.position,
    name: step.name,
    ...stepText(row, step.name),
    phase: step.phase,
    state: step.state,
    sentence: step.sentence,
    attempts: step.attempts,
    expectedSeconds: expected.get(step.name) ?? null,
    limitSeconds: step.timeoutMs / 1000,
    percent: wholeOf(step.parameters, "percent"),
    watchSeconds: wholeOf(step.parameters, "seconds"),
    startedAt: step.startedAt?.toISOString() ?? null,
    finishedAt: step.finishedAt?.toISOString() ?? null,
  }));
