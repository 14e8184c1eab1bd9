import { conflictsOfKind } from "../change/conflicts";
import type { EvidenceLine } from "../evidence/verdict";
import type { ModuleDifference } from "../release/diff";
import { compareVersions } from "../release/version";
import { expectedFailure } from "../risk/score";
import { linesOf } from "./evidence-complete";
import { type FactsDocument, MAX_FACT_ITEMS, MAX_FACT_TEXT } from "./facts-schema";
import type { Gate } from "./gate";
import type { GateFacts } from "./gate-facts";

const DAY_MS = 24 * 3_600_000;

/** The document written rules read: everything declared, bounded, plain JSON. `gates` are the answers of the law. */
export function documentOf(facts: GateFacts, gates: readonly Gate[]): FactsDocument {
  const { environment, governance } = facts;
  const { history } = governance;
  return {
    moment: facts.moment,
    change: { class: governance.changeClass, flags: items(facts.flags) },
    environment: {
      name: environment.name,
      stage: environment.stage,
      tier: facts.recovery.tier,
      state: environment.state,
      cluster: environment.cluster.name,
      firstRelease: environment.runningReleaseName === null,
    },
    release: releaseFacts(facts),
    plans: {
      rollback: text(facts.plans.rollbackPlan),
      fallback: text(facts.plans.fallback),
      communication: text(facts.plans.communication),
    },
    recovery: recoveryFacts(facts),
    evidence: evidenceFacts(facts),
    calendar: {
      hoursUntilClosed: Math.floor(governance.hoursUntilClosed ?? -1),
      planned: facts.calendar.plannedStart !== null,
    },
    risk: { score: governance.risk.score, band: governance.risk.band },
    history: {
      similar: history.similar,
      failed: history.failed,
      failurePercent: Math.round(expectedFailure(history) * 100),
      recentFailures: history.recentFailures,
    },
    conflicts: conflictFacts(facts),
    gates: { failing: idsOf(gates, "fail"), warning: idsOf(gates, "warn") },
  };
}

function releaseFacts({ environment, release, differences }: GateFacts): FactsDocument["release"] {
  const of = (kind: ModuleDifference["kind"]) => differences.filter((one) => one.kind === kind);
  return {
    name: release.name,
    line: release.line,
    running: environment.runningReleaseName ?? "",
    modules: items(differences.filter(({ kind }) => kind !== "removed").map(({ name }) => name)),
    modulesNew: of("new").length,
    modulesChanged: of("changed").length,
    modulesRemoved: of("removed").length,
    schemaModules: items(differences.filter(({ schemaChange }) => schemaChange).map(({ name }) => name)),
    lowered: items(of("changed").flatMap(lowered)),
  };
}

const lowered = ({ name, from, to }: ModuleDifference): string[] =>
  from !== null && to !== null && compareVersions(to, from) < 0 ? [`${name} ${from} → ${to}`] : [];

function recoveryFacts({ recovery, backupStore, now }: GateFacts): FactsDocument["recovery"] {
  const { drill, objective, settings } = recovery;
  return {
    drilled: drill !== null,
    passed: drill?.passed ?? false,
    proofAgeDays: drill === null ? -1 : Math.floor((now.getTime() - drill.finishedAt.getTime()) / DAY_MS),
    proofMaxAgeDays: settings.proofMaxAgeDays,
    rtoMeasuredSeconds: Math.round(drill?.rtoSeconds ?? -1),
    rtoPromisedSeconds: objective?.rtoSeconds ?? -1,
    backupStore,
  };
}

function evidenceFacts(facts: GateFacts): FactsDocument["evidence"] {
  const asked = linesOf(facts).filter((line) => line.asked);
  const kinds = (state: EvidenceLine["state"]) =>
    items(asked.filter((line) => line.state === state).map(({ kind }) => kind));
  return { missing: kinds("missing"), expired: kinds("expired"), failed: kinds("fail") };
}

function conflictFacts({ governance: { conflicts } }: GateFacts): FactsDocument["conflicts"] {
  return {
    sameEnvironment: conflictsOfKind(conflicts, "same_environment"),
    sameCluster: conflictsOfKind(conflicts, "same_cluster"),
    sameDatabase: conflictsOfKind(conflicts, "same_database"),
    samePeople: conflictsOfKind(conflicts, "same_people"),
    overlappingRings: conflictsOfKind(conflicts, "overlapping_rings"),
    dependentIntegration: conflictsOfKind(conflicts, "dependent_integration"),
    sentences: items(conflicts.map(({ sentence }) => sentence)),
  };
}

const idsOf = (gates: readonly Gate[], verdict: Gate["verdict"]): readonly string[] =>
  items(gates.filter((gate) => gate.verdict === verdict).map(({ id }) => id));
const items = (all: readonly string[]): readonly string[] => all.slice(0, MAX_FACT_ITEMS);
const text = (all: string): string => all.trim().slice(0, MAX_FACT_TEXT);
