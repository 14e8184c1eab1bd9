import "server-only";
import type { Change } from "@/lib/contracts/api/resources/change";
import type { Tx } from "@/lib/data/client";
import { CHANGE_END_STATES } from "@/lib/domain/change/state";
import { incidentNumber } from "@/lib/domain/incident/state";
import { trainNumber } from "@/lib/domain/train/number";
import type { Context } from "../context";
import { presentEnvironmentBrief } from "../environment/present";
import { holdMark, loadHolds } from "../hold/standing";
import { observationIn } from "../observation/present";
import { presentSettings } from "../release/present";
import { approvalsIn } from "./approvals";
import { askingOf, startedBy } from "./asking";
import { governanceOf } from "./decision-facts";
import { loadChangeFacts } from "./facts";
import { pathNow } from "./paths";
import { planFor, presentPlan, presentStrategy } from "./plan";
import { presentCan, presentChangeBrief, roleWords } from "./present";
import { presentRisk } from "./present-risk";
import { storedFindings, storedProposal } from "./retouched";
import { type ChangeDetailRow, changeDetailInclude } from "./rows";
import { presentSchedule } from "./schedule-facts";
import { timelineOf } from "./timeline";
import { presentClass, presentTouches, proposalFor } from "./touches";

/** Everything the decision page shows. */
export async function changeDetail(db: Tx, ctx: Context, changeId: string): Promise<Change> {
  const row = await db.change.findUniqueOrThrow({ where: { id: changeId }, include: changeDetailInclude });
  const [operation] = row.operations;
  const facts = await loadChangeFacts(db, row, {
    ...{ ...askingOf(row), now: ctx.now },
    ...startedBy(operation),
  });
  const ended = CHANGE_END_STATES.has(row.state) || row.outcome !== "";
  const gates = ended ? [] : [...facts.gates];
  const path = await pathNow(db, row);
  const approvals = approvalsIn({ ...row, approvalPath: path }, row.decisions, ctx.now);
  const governance = await governanceOf(db, ctx, row, { gates, approvals, rule: path.rule });
  const holdsOver = await loadHolds(db, [row.environment], ctx.now);
  const proposal = ended ? storedProposal(row) : await proposalFor(db, facts, row);
  const { plan, expected } = await planFor(db, row.environmentId, facts);
  return {
    ...presentChangeBrief(ctx, row, gates.filter(({ verdict }) => verdict === "fail").length),
    reason: row.reason,
    rollbackPlan: row.rollbackPlan,
    fallback: row.fallback,
    communication: row.communication,
    environment: presentEnvironmentBrief(row.environment, {
      hold: holdMark(holdsOver, row.environment),
      now: ctx.now,
    }),
    runningRelease: facts.runningRelease,
    modules: [...facts.differences],
    unchangedModules: facts.unchangedModules,
    settings: presentSettings(facts.settings),
    touches: presentTouches(ended ? { ...facts, findings: storedFindings(row) } : facts, proposal),
    classStanding: presentClass(ctx, row),
    gates,
    ...presentRisk(facts),
    schedule: await presentSchedule(db, ctx, row, facts),
    gatesEvaluatedAt: ctx.now.toISOString(),
    plan: presentPlan(plan.steps, expected),
    strategy: presentStrategy(plan),
    observation: observationIn(operation === undefined ? plan.steps : await startedSteps(db, operation.id)),
    decisions: row.decisions.map((decision) => ({
      id: decision.id,
      person: { id: decision.user.id, name: decision.user.name },
      role: roleWords(decision.user.roleBindings),
      kind: decision.kind,
      onBehalfOf: decision.onBehalfOf,
      comment: decision.comment,
      voidedAt: decision.voidedAt?.toISOString() ?? null,
      at: decision.at.toISOString(),
    })),
    approvers: governance.approval.may,
    timeline: timelineOf(row),
    operationId: operation?.id ?? null,
    train: presentTrain(row),
    incident: row.incident && { ...row.incident, number: incidentNumber(row.incident.number) },
    contentHash: row.contentHash,
    createdAt: row.createdAt.toISOString(),
    submittedAt: row.submittedAt?.toISOString() ?? null,
    version: row.version,
    governance,
    // What may be done now follows from the gates as they are now.
    can: presentCan(ctx, row, ended ? [] : facts.gatesNow, approvals),
  };
}

/** What was started is what is watched, whatever the policy says by now. */
const startedSteps = (db: Tx, operationId: string) =>
  db.operationStep.findMany({ where: { operationId }, select: { parameters: true }, take: 200 });

function presentTrain({ trainRing }: ChangeDetailRow): Change["train"] {
  if (trainRing === null) return null;
  const { name, train } = trainRing;
  return { id: train.id, number: trainNumber(train.number), ring: name };
}
