import "server-only";
import type { DrillStepName } from "@/lib/domain/drill/plan";
import { clearingSentence, type DrillFacts, drillSentence } from "@/lib/domain/drill/report";
import { drillEvent, moveDrill } from "@/lib/domain/drill/state";
import type { DrillSubject } from "@/lib/domain/drill/subject";
import type { EndFacts } from "@/lib/engine/arguments";
import type { DeployEffects, DeployStep } from "../deploy/effects";
import { bring, declare, isolate, start } from "./bring-steps";
import { reach, server } from "./elsewhere-steps";
import { clearAway, clearLeft, drillRecord, tearDown } from "./end-steps";
import { drillGates } from "./gates-step";
import { drillSmoke, measure } from "./measure-steps";
import { loseQueue } from "./queue-step";
import { noteLog, recover, releaseRecovery, removeRecovery } from "./second-steps";

/** A planned step without an implementation does not compile. */
const BY_NAME: Readonly<Record<DrillStepName, DeployStep>> = {
  drill_gates: drillGates,
  reach,
  note_log: noteLog,
  declare,
  lose_queue: loseQueue,
  isolate,
  server,
  recover,
  bring,
  start,
  drill_smoke: drillSmoke,
  release_recovery: releaseRecovery,
  measure,
  tear_down: tearDown,
  drill_record: drillRecord,
  remove_recovery: removeRecovery,
  clear_away: clearAway,
  clear_left: clearLeft,
};

export const DRILL_STEP_LIST: readonly DeployStep[] = Object.values(BY_NAME);

/** What a drill showed, in one sentence. */
export async function describeDrill(
  { recovery }: Pick<DeployEffects, "recovery">,
  operationId: string,
  facts: EndFacts,
): Promise<string> {
  const subject = await recovery.drills.subjectOf(operationId);
  if (subject === null) return "The drill is not known any more.";
  // An operation of its own, begun after the drill's had ended.
  if (subject.operationId !== operationId)
    return clearingSentence(
      subject.number,
      facts.state === "succeeded" ? null : (facts.failure?.reason ?? "it was ended"),
    );
  const { tornDown } = subject;
  return drillSentence(drillFactsOf(subject, facts, facts.rollbackFailure === null ? tornDown : false));
}

function drillFactsOf(
  subject: DrillSubject,
  { state, failure }: EndFacts,
  tornDown: boolean | null,
): DrillFacts {
  const moved = moveDrill("running", drillEvent({ state, aborted: failure?.kind === "aborted" }));
  return {
    scenario: subject.scenario,
    state: moved.ok && moved.value !== "running" ? moved.value : "failed",
    measured: subject,
    promised: { rtoSeconds: subject.rtoObjectiveSeconds, rpoSeconds: subject.rpoObjectiveSeconds },
    checks: subject.checks,
    tornDown,
    reason: failure?.reason ?? null,
  };
}
