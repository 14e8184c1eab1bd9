import "server-only";
import { z } from "zod";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { DRILL_SCENARIOS, type DrillScenario, rpoScenarios } from "@/lib/domain/drill/scenario";
import { drillNumber } from "@/lib/domain/drill/state";
import type { ProvingDrill } from "@/lib/domain/recovery/proof";

/** Drills that ended by themselves prove something or disprove it; one that a person cancelled says nothing. */
export const endedDrills = (most: number) =>
  ({
    where: { state: { in: ["passed", "failed"] }, finishedAt: { not: null } },
    orderBy: [{ finishedAt: "desc" }, { id: "desc" }],
    take: most,
    select: {
      ...{ id: true, number: true, state: true, scenario: true, sentence: true, finishedAt: true },
      ...{ rtoSeconds: true, rpoSeconds: true, modules: true },
    },
  }) satisfies Prisma.Environment$drillsArgs;

type DrillRow = Prisma.DrillGetPayload<ReturnType<typeof endedDrills>>;
type DrillOf = (environmentId: string) => ProvingDrill | null;

/** The newest drill of each of these environments that ended by itself, in one statement however many they are. */
export const newestDrills = (db: Tx, ids: readonly string[]): Promise<DrillOf> =>
  newestOf(db, ids, { states: ["passed", "failed"], scenarios: DRILL_SCENARIOS });

/** The newest that passed and whose disaster was its declaration: what the RPO is asked of. In one statement, too. */
export const rpoDrills = (db: Tx, ids: readonly string[]): Promise<DrillOf> =>
  newestOf(db, ids, { states: ["passed"], scenarios: rpoScenarios() });

type Which = { states: readonly DrillRow["state"][]; scenarios: readonly DrillScenario[] };

async function newestOf(db: Tx, ids: readonly string[], { states, scenarios }: Which): Promise<DrillOf> {
  if (ids.length === 0) return () => null;
  const rows = await db.$queryRaw<(DrillRow & { environmentId: string })[]>`
    SELECT asked.id AS "environmentId", newest.*
    FROM unnest(${[...ids]}::uuid[]) AS asked(id)
    CROSS JOIN LATERAL (
      SELECT drill.id, drill.number, drill.state::text AS state, drill.scenario::text AS scenario, drill.sentence,
             drill.finished_at AS "finishedAt", drill.rto_seconds AS "rtoSeconds",
             drill.rpo_seconds AS "rpoSeconds", drill.modules
      FROM drill
      WHERE drill.environment_id = asked.id AND drill.finished_at IS NOT NULL
        AND drill.state = ANY (${[...states]}::drill_state[])
        AND drill.scenario = ANY (${[...scenarios]}::drill_scenario[])
      ORDER BY drill.finished_at DESC, drill.id DESC
      LIMIT 1
    ) newest`;
  const byId = new Map(rows.map((row) => [row.environmentId, provingDrill(row)]));
  return (environmentId) => byId.get(environmentId) ?? null;
}

const Modules = z.array(z.object({ name: z.string(), version: z.string() }));

/** A drill as a proof looks at it. What it recovered and nobody can read counts as nothing. */
export function provingDrill(row: DrillRow): ProvingDrill | null {
  if (row.finishedAt === null) return null;
  const modules = Modules.safeParse(row.modules);
  return {
    id: row.id,
    name: drillNumber(row.number),
    scenario: row.scenario,
    passed: row.state === "passed",
    sentence: row.sentence,
    finishedAt: row.finishedAt,
    rtoSeconds: row.rtoSeconds,
    rpoSeconds: row.rpoSeconds,
    modules: modules.success ? modules.data : [],
  };
}
