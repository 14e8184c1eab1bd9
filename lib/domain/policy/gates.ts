import { STAGE_NAMES, stagesBefore } from "../catalog/stage";
import { schemaChanges } from "../operation/strategy";
import { calendarInforms, calendarOpen, touchedModules } from "./calendar";
import { classAsSubmitted } from "./class-as-submitted";
import { emergencyDebtPaid } from "./emergency-debt";
import { errorBudget } from "./error-budget";
import { evidenceComplete } from "./evidence-complete";
import { documentOf } from "./facts-document";
import type { FactsDocument } from "./facts-schema";
import { type Gate, strictAtStart } from "./gate";
import type { ApprovedPlan, GateFacts, Rule, StandingFacts } from "./gate-facts";
import { notHeld } from "./not-held";
import { notQuarantined, type QuarantineFacts } from "./not-quarantined";
import { recoveryProven } from "./recovery-proven";
import { withDebts, withWaivers } from "./waiver";
import { windowFits } from "./window-fit";
import { withinTemplate } from "./within-template";
import { askWritten } from "./written-rules";

const gate = (
  id: string,
  title: string,
  verdict: Gate["verdict"],
  fact: string,
  remedy: string | null = null,
  grounds: readonly string[] = [],
): Gate => ({ id, title, verdict, fact, remedy, ...(grounds.length > 0 && { grounds }) });

const digestPassedStages: Rule = (facts) => {
  const { environment, release, passes } = facts;
  const title = "Digest passed stages";
  const asked = stagesBefore(environment.stage, environment.tenantStages);
  if (asked.length === 0) {
    return gate(
      "digest_passed_stages",
      title,
      "pass",
      `${STAGE_NAMES[environment.stage]} asks for no earlier stage.`,
    );
  }
  const missing = asked.filter((stage) => !passes.some((pass) => pass.stage === stage));
  if (missing.length === 0) {
    const seen = passes
      .filter((pass) => asked.includes(pass.stage))
      .map((pass) => `${STAGE_NAMES[pass.stage]} since ${pass.at.slice(0, 10)}`);
    return gate("digest_passed_stages", title, "pass", `Same image passed ${seen.join(" and ")}.`);
  }
  const names = missing.map((stage) => STAGE_NAMES[stage]).join(" and ");
  const coming = facts.comingStages ?? [];
  if (strictAtStart(facts) === "warn" && missing.every((stage) => coming.includes(stage))) {
    return gate(
      "digest_passed_stages",
      title,
      "warn",
      `${release.name} has not passed ${names} yet; an earlier ring of the train takes it there first.`,
      `It starts here only once it has passed ${names}.`,
    );
  }
  return gate(
    "digest_passed_stages",
    title,
    "fail",
    `${release.name} has not passed ${names} by this digest.`,
    `Deploy ${release.name} to ${names} and let its smoke checks pass.`,
    missing,
  );
};

const somethingChanges: Rule = ({ release, environment }) =>
  release.isRunning
    ? gate(
        "release_differs",
        "Something changes",
        "fail",
        `${environment.name} already runs ${release.name}.`,
        "Choose another release, or cancel this change.",
      )
    : gate(
        "release_differs",
        "Something changes",
        "pass",
        environment.runningReleaseName === null
          ? `First release of ${environment.name}.`
          : `${environment.runningReleaseName} → ${release.name}.`,
      );

const environmentFree = (facts: StandingFacts): Gate => {
  const active = facts.environment.activeOperation;
  if (active === null || active.id === facts.askingOperationId) {
    return gate("environment_free", "Environment is free", "pass", "No other operation runs there.");
  }
  if (active.onlyReads === true && facts.askingOperationId === null) {
    return gate(
      "environment_free",
      "Environment is free",
      "pass",
      `${active.shortId} ${active.title} there now: it begins as soon as that has ended.`,
    );
  }
  return gate(
    "environment_free",
    "Environment is free",
    strictAtStart(facts),
    `${active.shortId} runs there now (${active.title}).`,
    "Wait until it has ended: one operation at a time changes an environment.",
  );
};

const environmentSound = ({ environment }: StandingFacts): Gate =>
  environment.state === "needs_attention"
    ? gate(
        "environment_sound",
        "Environment is sound",
        "warn",
        environment.stateSentence || "It needs attention.",
        "Look at what happened there before adding to it.",
      )
    : gate("environment_sound", "Environment is sound", "pass", "Nothing there needs attention.");

const clusterReachable = (facts: StandingFacts): Gate => {
  const { cluster } = facts.environment;
  if (cluster.reachability === "reachable") {
    return gate("cluster_reachable", "Cluster answers", "pass", `${cluster.name} answers.`);
  }
  return gate(
    "cluster_reachable",
    "Cluster answers",
    strictAtStart(facts),
    cluster.reachability === "unknown"
      ? `${cluster.name} has not been heard yet.`
      : `${cluster.name} does not answer: ${cluster.note || "no cause known"}.`,
    "Check the cluster; start once it answers.",
  );
};

/** What was approved is what runs: strategy, steps with their settings, modules, and the release they land on. */
function planAsApproved({ differences, approvedBy, ofTrain }: ApprovedPlan): Gate {
  const [id, title] = ["plan_as_approved", "Plan as approved"] as const;
  if (differences === null) {
    const fact = `${approvedBy} approved it before plans were kept with approvals; there is nothing to compare with.`;
    return gate(id, title, "pass", fact);
  }
  if (differences.length === 0)
    return gate(id, title, "pass", `It runs as ${approvedBy} saw and approved it.`);
  const remedy = ofTrain
    ? "Stop the train and draft one anew: the plan as it is now is decided on then."
    : "Revise the change and submit it again: the plan as it is now is decided on then.";
  return gate(id, title, "fail", differences.join(" "), remedy);
}

/** A changed schema is taken back only by restoring what was saved before: production does not go without. */
const checkpointPlace: Rule = ({ environment, differences, backupStore }) => {
  const place = (verdict: Gate["verdict"], fact: string, remedy: string | null = null) =>
    gate("checkpoint_place", "Place for a checkpoint", verdict, fact, remedy);
  const moving = schemaChanges(differences);
  if (environment.runningReleaseName === null || moving.length === 0)
    return place("pass", "Nothing has to be saved first: no module changes the schema of living data.");
  if (backupStore)
    return place("pass", "Database and files are saved before the update, and restored should it fail.");
  return {
    ...place(
      environment.stage === "production" ? "fail" : "warn",
      "There is no place for a checkpoint: the tenant has no backup store, so a failed update of the schema could not be taken back.",
      "Set the tenant's backup store.",
    ),
    grounds: moving.map(({ name, from, to }) => `${name} ${from ?? "none"} to ${to ?? "none"}`),
  };
};

const RULES: readonly Rule[] = [
  digestPassedStages,
  somethingChanges,
  notQuarantined,
  notHeld,
  (facts) => calendarOpen({ ...facts, touched: touchedModules(facts) }),
  (facts) => windowFits({ ...facts, touched: touchedModules(facts) }),
  environmentFree,
  environmentSound,
  clusterReachable,
  checkpointPlace,
  recoveryProven,
  evidenceComplete,
  emergencyDebtPaid,
  errorBudget,
];

const ORDER = { fail: 0, owed: 1, waived: 2, warn: 3, pass: 4 } as const;

export type Judgement = {
  /** Failing first. */
  gates: readonly Gate[];
  /** What the written rules read: kept with decisions, so that other rules can be tried on it. */
  document: FactsDocument;
};

/**
 * The one gate function: the law first, then the written rules over the same facts and the law's answers. Pure; asked at
 * draft, approval, start and every resume.
 */
export function judgeChange(facts: GateFacts): Judgement {
  const approved = facts.approvedPlan ?? null;
  const submitted = facts.submittedClass ?? null;
  const law = [
    ...RULES.map((rule) => rule(facts)),
    ...(facts.template === null ? [] : [withinTemplate(facts)]),
    // What a template approved is held against that template.
    ...(submitted === null || facts.template !== null ? [] : [classAsSubmitted(submitted)]),
    ...(approved === null ? [] : [planAsApproved(approved)]),
  ];
  const document = documentOf(facts, law);
  const written = askWritten(facts.governance.policy, document);
  return { gates: failingFirst(settled([...law, ...written], facts)), document };
}

/** Its gates alone. */
export const evaluateGates = (facts: GateFacts): readonly Gate[] => judgeChange(facts).gates;

/** What people let pass for a while, and what an emergency owes instead of being refused for it. */
const settled = (gates: readonly Gate[], facts: GateFacts): readonly Gate[] =>
  withDebts(
    withWaivers(gates, facts.waivers, { now: facts.now, timeZone: facts.environment.timeZone }),
    facts.emergency,
  );

/** Going back and bringing data back are recovery: the calendar never holds them up, it only says what stands there. */
const informs = (facts: StandingFacts): Gate => calendarInforms({ ...facts, touched: null });

/** What a rollback asks of the place it happens in. */
const STANDING_RULES = [notHeld, environmentFree, environmentSound, clusterReachable, informs] as const;

/**
 * The gates of a rollback: those about the place, and that the release gone back to may run at all. Stages, evidence and
 * plans are not asked, since it ran here before and passed them then, and modules go back on purpose; whether they may says `rollbackVerdict`.
 */
export function evaluateRollbackGates(facts: StandingFacts & QuarantineFacts): readonly Gate[] {
  return failingFirst([notQuarantined(facts), ...STANDING_RULES.map((rule) => rule(facts))]);
}

/**
 * What only reads needs of the place. It is never begun beside another operation, and what changes the place waits for
 * its end; a hold stops changes, not the copy that protects from them.
 */
const READING_RULES = [clusterReachable] as const;

/** The gates of an operation on data, beside its own checks: nobody holds the place, and nothing reads it now. */
export function evaluateDataGates(facts: StandingFacts): readonly Gate[] {
  return failingFirst([notHeld, environmentFree, informs].map((rule) => rule(facts)));
}

/** The gates of a backup or a verification, which change nothing. */
export function evaluateReadingGates(facts: StandingFacts): readonly Gate[] {
  return failingFirst(READING_RULES.map((rule) => rule(facts)));
}

const failingFirst = (gates: readonly Gate[]): readonly Gate[] =>
  gates.toSorted((a, b) => ORDER[a.verdict] - ORDER[b.verdict]);
