import "server-only";
import type { Tx } from "@/lib/data/client";
import { deployTimes } from "@/lib/data/deploy-times";
import { pastSeconds } from "@/lib/domain/calendar/window-fit";
import type { Stage } from "@/lib/domain/catalog/stage";
import { rehearsalOf } from "../calendar/rehearsal";

type Placed = { environmentId: string; tenantId: string; stage: Stage; releaseId: string };
/** Minutes a change is known to take; null where nothing like it ran. */
export type MinutesOf = (placed: Placed) => number | null;

/**
 * How long changes keep their place busy, checks and watching included: as the same release took on an earlier stage of
 * the tenant, else as nine of ten past deployments there. One query however many ask, none when nobody does.
 */
export async function loadDurations(db: Tx, placed: readonly Placed[]): Promise<MinutesOf> {
  if (placed.length === 0) return () => null;
  const ids = (of: (one: Placed) => string) => [...new Set(placed.map(of))];
  const wanted = {
    environmentIds: ids(({ environmentId }) => environmentId),
    tenantIds: ids(({ tenantId }) => tenantId),
    releaseIds: ids(({ releaseId }) => releaseId),
  };
  const times = await deployTimes(db, wanted, []);
  return (one) => {
    const here = times.filter(({ environmentId }) => environmentId === one.environmentId);
    const seconds = rehearsalOf(times, one, one)?.seconds ?? pastSeconds(here.map((time) => time.seconds));
    return seconds === null ? null : Math.max(1, Math.ceil(seconds / 60));
  };
}
