import "server-only";
import { z } from "zod";
import type { Tx } from "@/lib/data/client";
import { contentHash } from "@/lib/data/hash";
import type { Stage } from "@/lib/domain/catalog/stage";
import { approvalCountsUntil } from "@/lib/domain/change/approval-path";
import type { ObservationSettings } from "@/lib/domain/health/observation";
import { type PlanContent, planContent, planDifferences } from "@/lib/domain/operation/approved-plan";
import type { Json } from "@/lib/domain/operation/run";
import { DEPLOY_STRATEGIES } from "@/lib/domain/operation/strategy";
import type { GateMoment } from "@/lib/domain/policy/gate";
import type { ApprovedPlan } from "@/lib/domain/policy/gate-facts";
import { type ModuleDifference, moduleUpdate } from "@/lib/domain/release/diff";
import { listed } from "@/lib/domain/shared/words";
import { settingsOf } from "../observation/settings";
import { pathOf } from "./approvals";
import { changePlan, type PlannedEnvironment } from "./plan";

/** What a plan follows from, besides how its stage is watched. */
export type PlanGround = {
  differences: readonly ModuleDifference[];
  runningRelease: { id: string; name: string } | null;
  environment: PlannedEnvironment;
  /** Whether the tenant has a place for backups. */
  backupStore: boolean;
};

type SettingsOfStage = (stage: Stage) => ObservationSettings;

/** How each stage is watched now, in one query. */
export async function settingsByStage(db: Tx): Promise<SettingsOfStage> {
  const rows = await db.observationPolicy.findMany({ take: 20 });
  return (stage) => settingsOf(stage, rows.find((row) => row.stage === stage) ?? null);
}

/** The plan as it would be now, as far as an approval is given for it. */
function contentNow(ground: PlanGround, settings: ObservationSettings): PlanContent {
  const { runningRelease, ...planned } = ground;
  const hasPreviousRelease = runningRelease !== null;
  const expected = new Map<string, number>();
  const plan = changePlan({ ...planned, hasPreviousRelease, settings, expected });
  return planContent({ ...plan, running: runningRelease, ...moduleUpdate(ground.differences) });
}

const KeptPlan = z.object({
  strategy: z.enum(DEPLOY_STRATEGIES),
  running: z.object({ id: z.string(), name: z.string() }).nullable(),
  install: z.array(z.string()),
  update: z.array(z.string()),
  steps: z.array(z.object({ name: z.string(), parameters: z.json() })),
});

/** What an approval keeps of the plan it is given for. */
export function keptPlan(ground: PlanGround, settings: SettingsOfStage): { plan: object; planHash: string } {
  const plan = contentNow(ground, settings(ground.environment.stage));
  return { plan, planHash: contentHash(plan) };
}

type Subject = {
  id?: string;
  contentHash?: string;
  trainRingId?: string | null;
  approvalPath?: unknown;
};
type Asked = { subject: Subject; moment: GateMoment; stage: Stage };
/** Null where no approval is to be compared: before the start, or where none stands. */
export type ComparePlans = (subject: Subject, ground: PlanGround) => ApprovedPlan | null;

/**
 * What every approval of these changes that counts was given for, ready to be compared with what would run now, or with
 * the rows of the operation that asks. Four queries however many changes; none before the start.
 */
export async function loadApprovedPlans(
  db: Tx,
  asked: readonly Asked[],
  { now, operationId = null }: { now: Date; operationId?: string | null },
): Promise<ComparePlans> {
  const started = asked.filter(({ moment, subject }) => isStart(moment) && subject.id !== undefined);
  if (started.length === 0) return () => null;
  const approvals = await db.changeDecision.findMany({
    where: {
      changeId: { in: started.flatMap(({ subject }) => subject.id ?? []) },
      kind: "approved",
      voidedAt: null,
    },
    include: { user: { select: { name: true } } },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  const settings = await settingsByStage(db);
  const edits = await watchEdits(db, [...new Set(started.map(({ stage }) => stage))]);
  const startedWith = operationId === null ? null : await startedPlan(db, operationId);
  return (subject, ground) => {
    const path = pathOf({ approvalPath: subject.approvalPath ?? null });
    const countAt = startedWith?.at ?? now;
    const given = approvals.filter(
      (one) =>
        one.changeId === subject.id &&
        one.contentHash === subject.contentHash &&
        approvalCountsUntil(path, one.at) > countAt,
    );
    if (given.length === 0) return null;
    const ofTrain = (subject.trainRingId ?? null) !== null;
    const { stage } = ground.environment;
    const plan = startedWith?.plan(ground) ?? contentNow(ground, settings(stage));
    const compared = given.map((one) => {
      return { ofTrain, approvedBy: one.user.name, differences: against(one, plan, stage, edits.get(stage)) };
    });
    const differing = compared.find(({ differences }) => differences !== null && differences.length > 0);
    if (differing?.differences && given.length > 1) {
      const whose = `${differing.approvedBy} approved it for another plan.`;
      return { ...differing, differences: [whose, ...differing.differences] };
    }
    const approvedBy = listed([...new Set(compared.map((one) => one.approvedBy))]);
    const unknown = compared.find(({ differences }) => differences === null);
    return differing ?? unknown ?? { ofTrain, approvedBy, differences: [] };
  };
}

/** How the plan differs from the one an approval was given for; null where none was kept with it. */
function against(
  approval: { planHash: string | null; plan: unknown; at: Date },
  plan: PlanContent,
  stage: Stage,
  edit: WatchEdit | undefined,
): readonly string[] | null {
  if (approval.planHash === null) return null;
  if (approval.planHash === contentHash(plan)) return [];
  const watchEditedBy = edit !== undefined && edit.at > approval.at ? edit.actorName : null;
  const kept = KeptPlan.safeParse(approval.plan);
  const found = kept.success ? planDifferences(kept.data, plan, { stage, watchEditedBy }) : [];
  return found.length > 0 ? found : ["The plan differs from the one that was approved."];
}

const isStart = (moment: GateMoment): boolean => moment === "start" || moment === "resume";

type WatchEdit = { at: Date; actorName: string };

/** Who set last how these stages are watched. There are five of them. */
async function watchEdits(db: Tx, stages: readonly Stage[]): Promise<ReadonlyMap<Stage, WatchEdit>> {
  const edits = new Map<Stage, WatchEdit>();
  for (const stage of stages) {
    const edit = await db.auditEntry.findFirst({
      where: {
        targetKind: "observation_policy",
        targetId: stage,
        action: "observation.edit",
        outcome: "done",
      },
      orderBy: { sequence: "desc" },
      select: { at: true, actorName: true },
    });
    if (edit !== null) edits.set(stage, edit);
  }
  return edits;
}

/** What has been started is what runs, whatever would be planned now. */
async function startedPlan(db: Tx, operationId: string) {
  const row = await db.operation.findUniqueOrThrow({
    where: { id: operationId },
    select: {
      ...{ strategy: true, createdAt: true },
      previousRelease: { select: { id: true, name: true } },
      steps: { orderBy: { position: "asc" }, select: { name: true, parameters: true }, take: 200 },
    },
  });
  const { strategy, previousRelease: running, createdAt } = row;
  const steps = row.steps.map(({ name, parameters }) => ({ name, parameters: parameters as Json }));
  const plan = ({ differences }: PlanGround) =>
    strategy === null ? null : planContent({ strategy, running, steps, ...moduleUpdate(differences) });
  // What counted when it was started goes on counting for it.
  return { at: createdAt, plan };
}
