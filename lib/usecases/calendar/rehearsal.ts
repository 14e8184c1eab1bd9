import "server-only";
import type { DeployTime } from "@/lib/data/deploy-times";
import type { Rehearsal } from "@/lib/domain/calendar/window-fit";
import { STAGES, type Stage } from "@/lib/domain/catalog/stage";

/** The newest deployment of the same release on the latest stage before; null without one. */
export function rehearsalOf(
  times: readonly DeployTime[],
  { releaseId }: { releaseId: string },
  place: { tenantId: string; stage: Stage },
): Rehearsal | null {
  const rank = (stage: Stage) => STAGES.indexOf(stage);
  const [best] = times
    .filter((time) => time.releaseId === releaseId && time.tenantId === place.tenantId)
    .filter(({ stage }) => rank(stage) < rank(place.stage))
    .toSorted(
      (one, other) =>
        rank(other.stage) - rank(one.stage) || other.finishedAt.getTime() - one.finishedAt.getTime(),
    );
  return best === undefined ? null : { where: best.environment, at: best.finishedAt, seconds: best.seconds };
}
