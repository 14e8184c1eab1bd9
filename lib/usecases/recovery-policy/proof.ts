import "server-only";
import { z } from "zod";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import type { CriticalityTier, Stage } from "@/lib/domain/catalog/stage";
import type { ProvingDrill, RecoveryFacts } from "@/lib/domain/recovery/proof";
import { objectivesOf } from "../objective/of";
import { recoverySettings } from "./settings";

type Asked = { id: string; tenantId: string; stage: Stage; tenant: { tier: CriticalityTier } };
type FactsOf = (environment: Asked) => RecoveryFacts;

/** Drills that end by themselves prove something or disprove it; one that a person cancelled says nothing. */
const ENDED = ["passed", "failed"] as const;

const drillSelect = {
  id: true,
  number: true,
  state: true,
  sentence: true,
  finishedAt: true,
  rtoSeconds: true,
  rpoSeconds: true,
  modules: true,
} satisfies Prisma.DrillSelect;
type DrillRow = Prisma.DrillGetPayload<{ select: typeof drillSelect }>;

/** How far recovery of these environments is proven, in a fixed number of queries; only production asks the database. */
export async function loadRecoveryFacts(db: Tx, environments: readonly Asked[]): Promise<FactsOf> {
  const settingsFor = await recoverySettings(db);
  const ids = environments.filter(({ stage }) => stage === "production").map(({ id }) => id);
  const objectiveFor = await objectivesOf(db, environments);
  const rows = ids.length === 0 ? [] : await newestDrills(db, ids);
  const drills = new Map(rows.map((row) => [row.id, row]));
  return ({ id, tenant }) => {
    const known = drills.get(id);
    const [ended] = known?.drills ?? [];
    const running = known?.running ?? null;
    return {
      environmentId: id,
      tier: tenant.tier,
      settings: settingsFor(tenant.tier),
      objective: objectiveFor(id),
      drill: ended === undefined ? null : provingDrill(ended),
      running: running && { id: running.id, name: drillName(running.number) },
    };
  };
}

async function newestDrills(db: Tx, ids: readonly string[]) {
  const ended = await db.environment.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      drills: {
        where: { state: { in: [...ENDED] }, finishedAt: { not: null } },
        orderBy: { finishedAt: "desc" },
        take: 1,
        select: drillSelect,
      },
    },
  });
  const running = await db.drill.findMany({
    where: { environmentId: { in: [...ids] }, state: "running" },
    select: { id: true, number: true, environmentId: true },
    take: ids.length,
  });
  return ended.map((row) => ({
    ...row,
    running: running.find(({ environmentId }) => environmentId === row.id) ?? null,
  }));
}

const Modules = z.array(z.object({ name: z.string(), version: z.string() }));

function provingDrill(row: DrillRow): ProvingDrill | null {
  if (row.finishedAt === null) return null;
  const modules = Modules.safeParse(row.modules);
  return {
    id: row.id,
    name: drillName(row.number),
    passed: row.state === "passed",
    sentence: row.sentence,
    finishedAt: row.finishedAt,
    rtoSeconds: row.rtoSeconds,
    rpoSeconds: row.rpoSeconds,
    modules: modules.success ? modules.data : [],
  };
}

const drillName = (number: number): string => `DR-${number}`;
