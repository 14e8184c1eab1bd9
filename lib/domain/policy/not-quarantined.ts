import { momentIn } from "../shared/moment";
import type { Gate } from "./gate";

/** A standing quarantine of a release: who placed it, since when (ISO 8601), and why. */
export type Quarantine = { reason: string; by: string; since: string };

/** What the rule looks at: the release that would run, and on whose clock it is told. */
export type QuarantineFacts = {
  release: { name: string; quarantine: Quarantine | null } | null;
  environment: { timeZone: string };
};

/**
 * A quarantined release goes nowhere: by no change, no train, no schedule, no resume, and nothing goes back to it either.
 * It is law, not policy: nobody waives it, it is lifted.
 */
export function notQuarantined({ release, environment }: QuarantineFacts): Gate {
  const [id, title] = ["not_quarantined", "Not quarantined"] as const;
  if (release === null) return { id, title, verdict: "pass", fact: "No release is concerned.", remedy: null };
  const { name, quarantine } = release;
  if (quarantine === null)
    return { id, title, verdict: "pass", fact: `${name} is not in quarantine.`, remedy: null };
  const since = momentIn(new Date(quarantine.since), environment.timeZone);
  return {
    ...{ id, title, verdict: "fail" },
    fact: `${name} is in quarantine since ${since}, by ${quarantine.by}: ${quarantine.reason}`,
    remedy: "Choose another release, or have the quarantine lifted on the release's page.",
  };
}
