import "server-only";
import { z } from "zod";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { rpoScenarios } from "@/lib/domain/drill/scenario";
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

/** The newest drill that passed and whose disaster was its declaration: what the RPO is asked of. */
const rpoDrill = () => {
  const { where, ...rest } = endedDrills(1);
  return { ...rest, where: { ...where, state: "passed" as const, scenario: { in: rpoScenarios() } } };
};

/** The drills that the RPO of these environments is asked of, in one query however many they are. */
export async function rpoDrills(
  db: Tx,
  ids: readonly string[],
): Promise<(environmentId: string) => ProvingDrill | null> {
  if (ids.length === 0) return () => null;
  const rows = await db.environment.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, drills: rpoDrill() },
  });
  const byId = new Map(rows.map(({ id, drills: [drill] }) => [id, drill]));
  return (environmentId) => {
    const drill = byId.get(environmentId);
    return drill === undefined ? null : provingDrill(drill);
  };
}

type DrillRow = Prisma.DrillGetPayload<ReturnType<typeof endedDrills>>;
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
