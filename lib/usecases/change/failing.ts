import "server-only";
import type { Tx } from "@/lib/data/client";
import { loadHolds } from "../hold/standing";
import { changeFactsOf, environmentSelect, momentOf, releaseSelect } from "./facts";
import type { ChangeRow } from "./rows";

const OPEN: readonly string[] = ["draft", "submitted", "in_review", "approved", "scheduled"];

/**
 * How many gates fail for each change of a page that still waits to be decided or started. Four queries for the
 * whole page, however many changes it holds.
 */
export async function failingGates(
  db: Tx,
  rows: readonly ChangeRow[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const open = rows.filter(({ state }) => OPEN.includes(state));
  if (open.length === 0) return new Map();
  const environments = await db.environment.findMany({
    where: { id: { in: open.map(({ environmentId }) => environmentId) } },
    select: environmentSelect,
  });
  const releases = await db.release.findMany({
    where: { id: { in: open.map(({ releaseId }) => releaseId) } },
    select: releaseSelect,
  });
  const passes = await db.stagePass.findMany({
    where: {
      releaseId: { in: releases.map(({ id }) => id) },
      tenantId: { in: environments.map(({ tenantId }) => tenantId) },
    },
    select: { releaseId: true, tenantId: true, stage: true, at: true },
  });
  const holdsOver = await loadHolds(db, environments, now);
  const environmentOf = new Map(environments.map((environment) => [environment.id, environment]));
  const releaseOf = new Map(releases.map((release) => [release.id, release]));
  return new Map(
    open.flatMap((row) => {
      const environment = environmentOf.get(row.environmentId);
      const release = releaseOf.get(row.releaseId);
      if (environment === undefined || release === undefined) return [];
      const own = passes.filter(
        (pass) => pass.releaseId === release.id && pass.tenantId === environment.tenantId,
      );
      const asking = { moment: momentOf(row.state), now };
      const { gates } = changeFactsOf(row, asking, {
        environment,
        release,
        running: environment.release,
        passes: own,
        holds: holdsOver(environment),
      });
      return [[row.id, gates.filter(({ verdict }) => verdict === "fail").length] as const];
    }),
  );
}
