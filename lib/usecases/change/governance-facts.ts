import "server-only";
import type { Tx } from "@/lib/data/client";
import { sideBySide } from "@/lib/data/side-by-side";
import type { ChangeClass } from "@/lib/domain/change/classify";
import { type ChangeFlag, FLAG_NAMES } from "@/lib/domain/change/flags";
import type { GateFacts } from "@/lib/domain/policy/gate-facts";
import type { GovernanceFacts } from "@/lib/domain/policy/governance";
import { type RiskFacts, riskOf } from "@/lib/domain/risk/score";
import { activePolicy } from "../gate-policy/active";
import { loadHistory } from "../risk/history";
import { riskSettings } from "../risk/settings";
import { loadConflicts } from "./conflicts";

type Asked = {
  id?: string;
  environmentId: string;
  releaseId: string;
  trainRingId?: string | null;
  plannedStart?: Date | null;
  people?: readonly { id: string; name: string }[];
};

/** What the gates' own facts add to the question. */
type Known = Pick<GateFacts, "environment" | "differences" | "recovery" | "backupStore" | "now"> & {
  flags: readonly ChangeFlag[];
  changeClass: ChangeClass;
  /** Hours until the calendar closes on it; null when nothing closes soon. */
  hoursUntilClosed: number | null;
};

export type GovernanceFactsOf = (subject: Asked, known: Known) => GovernanceFacts;

/** The written rules, and what they read beyond the place: history, conflicts, risk. Six queries however many ask. */
export async function loadGovernanceFacts(
  db: Tx,
  subjects: readonly Asked[],
  now: Date,
): Promise<GovernanceFactsOf> {
  const { policy, settings, historyOf, conflictsOf } = await sideBySide(db, {
    policy: () => activePolicy(db),
    settings: () => riskSettings(db),
    historyOf: () => loadHistory(db, subjects, now),
    conflictsOf: () => loadConflicts(db, subjects, now),
  });
  return (subject, known) => {
    const history = historyOf(subject);
    const risk = riskOf(riskFacts(known, history), settings);
    const { changeClass, hoursUntilClosed } = known;
    return { policy, changeClass, risk, history, conflicts: conflictsOf(subject), hoursUntilClosed };
  };
}

function riskFacts(known: Known, history: GovernanceFacts["history"]): RiskFacts {
  const { environment, differences, recovery, flags } = known;
  const { drill, objective, settings } = recovery;
  const age = drill === null ? 0 : (known.now.getTime() - drill.finishedAt.getTime()) / (24 * 3_600_000);
  return {
    schemaModules: differences.filter(({ schemaChange }) => schemaChange).length,
    modulesMoving: differences.filter(({ kind }) => kind !== "removed").length,
    touches: flags.filter((flag) => flag !== "schema").map((flag) => FLAG_NAMES[flag]),
    stage: environment.stage,
    tier: recovery.tier,
    needsAttention: environment.state === "needs_attention",
    firstRelease: environment.runningReleaseName === null,
    history,
    recovery: {
      passed: drill?.passed ?? null,
      ageDays: Math.max(0, Math.floor(age)),
      maxAgeDays: settings.proofMaxAgeDays,
      rtoMeasuredSeconds: drill?.rtoSeconds ?? null,
      rtoPromisedSeconds: objective?.rtoSeconds ?? null,
    },
    backupStore: known.backupStore,
    hoursUntilClosed: known.hoursUntilClosed,
  };
}
