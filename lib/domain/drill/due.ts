import { nextDrillDue, type RecoverySettings } from "../recovery/recovery-policy";

/** Hours of the plant's night in which drills by schedule begin. */
const NIGHT = { from: 1, to: 5 } as const;

export type DueFacts = {
  settings: Pick<RecoverySettings, "drillEveryDays">;
  /** When the last drill that was not aborted ended; null without one. */
  lastEndedAt: Date | null;
  /** Since when the environment could have been drilled. */
  since: Date;
};

/** When the next drill by schedule is due. One that was never drilled is due one round after it came to be. */
export const drillDueAt = ({ settings, lastEndedAt, since }: DueFacts): Date =>
  nextDrillDue(settings, lastEndedAt ?? since);

/** True in the hours in which a drill by schedule may begin at the plant. @throws RangeError for an unknown zone */
export function isDrillHour(now: Date, timeZone: string): boolean {
  const hour = Number(
    new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(now),
  );
  return hour >= NIGHT.from && hour < NIGHT.to;
}

/** The middle of how long earlier drills took, in seconds; null without any. */
export function expectedDrillSeconds(earlier: readonly number[]): number | null {
  const sorted = earlier.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
