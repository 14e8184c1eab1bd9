import type { SignalState } from "../health/domains";

/** A check comes every interval, a tenth more or less, and may wait for others: what is older says nothing of now. */
export const STALE_INTERVALS = 2.5;
export const STALE_SLACK_SECONDS = 60;

/** How an integration stands now: as its last check said, and unknown once that is too long ago. */
export function integrationNow(
  {
    state,
    checkedAt,
    intervalSeconds,
  }: { state: SignalState; checkedAt: Date | null; intervalSeconds: number },
  now: Date,
): SignalState {
  if (checkedAt === null) return "unknown";
  const age = (now.getTime() - checkedAt.getTime()) / 1_000;
  return age > intervalSeconds * STALE_INTERVALS + STALE_SLACK_SECONDS ? "unknown" : state;
}
