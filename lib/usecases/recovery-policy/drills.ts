import "server-only";
import { z } from "zod";
import type { Prisma } from "@/lib/data/generated/client";
import { drillNumber } from "@/lib/domain/drill/state";
import type { ProvingDrill } from "@/lib/domain/recovery/proof";

/** Drills that ended by themselves prove something or disprove it; one that a person cancelled says nothing. */
export const endedDrills = (most: number) =>
  ({
    where: { state: { in: ["passed", "failed"] }, finishedAt: { not: null } },
    orderBy: [{ finishedAt: "desc" }, { id: "desc" }],
    take: most,
    select: {
      ...{ id: true, number: true, state: true, sentence: true, finishedAt: true },
      ...{ rtoSeconds: true, rpoSeconds: true, modules: true },
    },
  }) satisfies Prisma.Environment$drillsArgs;

type DrillRow = Prisma.DrillGetPayload<ReturnType<typeof endedDrills>>;
const Modules = z.array(z.object({ name: z.string(), version: z.string() }));

/** A drill as a proof looks at it. What it recovered and nobody can read counts as nothing. */
export function provingDrill(row: DrillRow): ProvingDrill | null {
  if (row.finishedAt === null) return null;
  const modules = Modules.safeParse(row.modules);
  return {
    id: row.id,
    name: drillNumber(row.number),
    passed: row.state === "passed",
    sentence: row.sentence,
    finishedAt: row.finishedAt,
    rtoSeconds: row.rtoSeconds,
    rpoSeconds: row.rpoSeconds,
    modules: modules.success ? modules.data : [],
  };
}
