export const SCOPE_LEVELS = ["environment", "tenant", "cluster", "fleet"] as const;
/** How near something that changed is to what hurts. */
export type ChangedScope = (typeof SCOPE_LEVELS)[number];

export type Changed = {
  kind: "deployment" | "operation" | "hold" | "policy" | "alert";
  title: string;
  path: string | null;
  at: Date;
  scope: ChangedScope;
};
export type Ranked = Changed & { minutesBefore: number; score: number };

/** What changed longer ago, or later than this after it began, is not named. */
export const LOOK_BACK_MS = 72 * 3_600_000;
/** A change recorded a little after the first sign may still be its cause: signs and records have their own clocks. */
const LATE_MS = 5 * 60_000;
export const MOST_CHANGED = 12;

const NEAR: Readonly<Record<ChangedScope, number>> = {
  environment: 1,
  tenant: 0.5,
  cluster: 0.4,
  fleet: 0.25,
};
const LIKELY: Readonly<Record<Changed["kind"], number>> = {
  deployment: 1,
  operation: 0.7,
  policy: 0.4,
  hold: 0.3,
  alert: 0.3,
};
/** Half as likely with every half hour that lies between. */
const HALF_MS = 30 * 60_000;

/**
 * What changed before it began to hurt, the likeliest first (requirement G5): by how close it is in time and in scope,
 * and by how much such a thing changes. Between equals the later one comes first.
 */
export function rankChanged(candidates: readonly Changed[], startedAt: Date): readonly Ranked[] {
  return candidates
    .flatMap((one): Ranked[] => {
      const before = startedAt.getTime() - one.at.getTime();
      if (before > LOOK_BACK_MS || before < -LATE_MS) return [];
      const score = NEAR[one.scope] * LIKELY[one.kind] * 0.5 ** (Math.max(before, 0) / HALF_MS);
      return [{ ...one, minutesBefore: Math.round(before / 60_000), score }];
    })
    .toSorted((one, other) => other.score - one.score || other.at.getTime() - one.at.getTime())
    .slice(0, MOST_CHANGED);
}
