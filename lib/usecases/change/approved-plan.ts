import "server-only";
import { z } from "zod";
import type { Tx } from "@/lib/data/client";
import { contentHash } from "@/lib/data/hash";
import type { Stage } from "@/lib/domain/catalog/stage";
import type { ObservationSettings } from "@/lib/domain/health/observation";
import { type PlanContent, planContent, planDifferences } from "@/lib/domain/operation/approved-plan";
import type { Json } from "@/lib/domain/operation/run";
import { DEPLOY_STRATEGIES } from "@/lib/domain/operation/strategy";
import type { GateMoment } from "@/lib/domain/policy/gate";
import type { ApprovedPlan } from "@/lib/domain/policy/gate-facts";
import { type ModuleDifference, moduleUpdate } from "@/lib/domain/release/diff";
import { settingsOf } from "../observation/settings";
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

type Subject = { id?: string; contentHash?: string; trainRingId?: string | null };
type Asked = { subject: Subject; moment: GateMoment; stage: Stage };
/** Null where no approval is to be compared: before the start, or where none stands. */
export type ComparePlans = (subject: Subject, ground: PlanGround) => ApprovedPlan | null;

/**
 * What the approvals of these changes were given for, ready to be compared with what would run now, or with the rows of
 * the operation that asks. Four queries however many changes; none before the start.
 */
export async function loadApprovedPlans(
  db: Tx,
  asked: readonly Asked[],
  operationId: string | null = null,
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
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  const settings = await settingsByStage(db);
  const edits = await watchEdits(db, [...new Set(started.map(({ stage }) => stage))]);
  const startedWith = operationId === null ? null : await startedPlan(db, operationId);
  return (subject, ground) => {
    const approval = approvals.find(
      (one) => one.changeId === subject.id && one.contentHash === subject.contentHash,
    );
    if (approval === undefined) return null;
    const told = { approvedBy: approval.user.name, ofTrain: (subject.trainRingId ?? null) !== null };
    const { stage } = ground.environment;
    const now = startedWith?.(ground) ?? contentNow(ground, settings(stage));
    if (approval.planHash === null) return { ...told, differences: null };
    if (approval.planHash === contentHash(now)) return { ...told, differences: [] };
    const edit = edits.get(stage);
    const watchEditedBy = edit !== undefined && edit.at > approval.at ? edit.actorName : null;
    const kept = KeptPlan.safeParse(approval.plan);
    const found = kept.success ? planDifferences(kept.data, now, { stage, watchEditedBy }) : [];
    const differences = found.length > 0 ? found : ["The plan differs from the one that was approved."];
    return { ...told, differences };
  };
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
      strategy: true,
      previousRelease: { select: { id: true, name: true } },
      steps: { orderBy: { position: "asc" }, select: { name: true, parameters: true }, take: 200 },
    },
  });
  const { strategy, previousRelease: running } = row;
  if (strategy === null) return null;
  const steps = row.steps.map(({ name, parameters }) => ({ name, parameters: parameters as Json }));
  return ({ differences }: PlanGround) =>
    planContent({ strategy, running, steps, ...moduleUpdate(differences) });
}
