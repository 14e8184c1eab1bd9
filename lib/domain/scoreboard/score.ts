/** What is counted of the production environments of one tenant, or of all that are seen, in one period. */
export type Counts = {
  /** Deployments that arrived and stayed. */
  kept: number;
  /** Deployments that went back by themselves, failed, or were taken back by a person afterwards. */
  lost: number;
  /** Seconds from drafting a change to its release running, in the middle; null without one. */
  leadSeconds: number | null;
  /** Seconds from a lost deployment's harm to a sound release, in the middle; null without one. */
  restoreSeconds: number | null;
  /** Lost deployments whose environment nothing has made sound yet. */
  unrestored: number;
  /** Approvals, starts and resumes the gates refused. */
  gateRefusals: number;
  /** Deployments a failed check took back before a person had to. */
  triggers: number;
  /** Production environments in which a release runs. */
  environments: number;
  /** Of those: whose newest good backup is in time. */
  backedUp: number;
  /** Of those: with a drill passed in the period. */
  drilled: number;
};

/** The share of deployments that were lost, in 0–1; null without a deployment (DORA's change failure rate). */
export function failureRate({ kept, lost }: Pick<Counts, "kept" | "lost">): number | null {
  return kept + lost === 0 ? null : lost / (kept + lost);
}

/** Deployments per week over `days` days. */
export const perWeek = ({ kept, lost }: Pick<Counts, "kept" | "lost">, days: number): number =>
  ((kept + lost) * 7) / days;

/** `part` of `whole` in 0–1; null where there is nothing to cover. */
export const coverage = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
