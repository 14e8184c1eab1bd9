import "server-only";
import type { Tx } from "@/lib/data/client";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import { drillNumber } from "@/lib/domain/drill/state";
import type { RecoveryFacts } from "@/lib/domain/recovery/proof";
import { objectivesOf } from "../objective/of";
import { newestDrills, rpoDrills } from "./drills";
import { recoverySettings } from "./settings";

type Asked = { id: string; tenantId: string; stage: Stage; tier: CriticalityTier };
type FactsOf = (environment: Asked) => RecoveryFacts;

/** How far recovery of these environments is proven, in a fixed number of queries however many they are. */
export async function loadRecoveryFacts(db: Tx, environments: readonly Asked[]): Promise<FactsOf> {
  const ids = environments.filter(({ stage }) => stage === "production").map(({ id }) => id);
  // One after the other: a transaction has one connection.
  const settingsFor = await recoverySettings(db);
  const objectiveFor = await objectivesOf(db, environments);
  const drillFor = await newestDrills(db, ids);
  const rpoDrillFor = await rpoDrills(db, ids);
  const runningFor = await runningDrills(db, ids);
  return ({ id, tier }) => ({
    environmentId: id,
    tier,
    settings: settingsFor(tier),
    objective: objectiveFor(id),
    drill: drillFor(id),
    rpoDrill: rpoDrillFor(id),
    running: runningFor(id),
  });
}

/** The drills that run now; an environment has one at most. */
export async function runningDrills(
  db: Tx,
  ids: readonly string[],
): Promise<(environmentId: string) => RecoveryFacts["running"]> {
  const rows =
    ids.length === 0
      ? []
      : await db.drill.findMany({
          where: { environmentId: { in: [...ids] }, state: "running" },
          select: { id: true, number: true, environmentId: true },
        });
  const running = new Map(
    rows.map(({ id, number, environmentId }) => [environmentId, { id, name: drillNumber(number) }]),
  );
  return (environmentId) => running.get(environmentId) ?? null;
}
