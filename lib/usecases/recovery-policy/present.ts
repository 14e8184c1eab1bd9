import "server-only";
import type { DrillMeasure, RecoveryProof } from "@/lib/contracts/api/resources/objective";
import type { Tx } from "@/lib/data/client";
import type { Prisma } from "@/lib/data/generated/client";
import { changeNumber } from "@/lib/domain/change/number";
import { missingProof, type ProvingDrill, type RecoveryFacts } from "@/lib/domain/recovery/proof";
import { proofCountsUntil } from "@/lib/domain/recovery/recovery-policy";
import { objectivesOf } from "../objective/of";
import { endedDrills, provingDrill, rpoDrills } from "./drills";
import { runningDrills } from "./proof";
import { recoverySettings } from "./settings";

/** Drills that a trend looks back on. */
const TREND = 10;
const OPEN_CHANGES = ["draft", "submitted", "in_review", "approved", "scheduled"] as const;

export const proofSelect = {
  ...{ id: true, tenantId: true, name: true, stage: true, timeZone: true },
  tenant: { select: { id: true, name: true, tier: true } },
  release: { select: { name: true, modules: { select: { name: true, version: true } } } },
  drills: endedDrills(TREND),
  changes: {
    where: { state: { in: [...OPEN_CHANGES] } },
    orderBy: { number: "asc" },
    take: 5,
    select: { id: true, number: true },
  },
} satisfies Prisma.EnvironmentSelect;

export type ProofRow = Prisma.EnvironmentGetPayload<{ select: typeof proofSelect }>;
export type ProofGround = Awaited<ReturnType<typeof loadProofGround>>;

/** What proofs are held against, for all of these environments at once. */
export async function loadProofGround(db: Tx, rows: readonly ProofRow[]) {
  const settingsFor = await recoverySettings(db);
  const objectiveFor = await objectivesOf(db, rows);
  const ids = rows.map(({ id }) => id);
  const runningFor = await runningDrills(db, ids);
  const rpoDrillFor = await rpoDrills(db, ids);
  const verifiedFor = await newestProofs(db, ids);
  return { settingsFor, objectiveFor, runningFor, rpoDrillFor, verifiedFor };
}

type Verified = { at: Date; seconds: number | null };

/** The newest proof of each environment, of whichever of its backups: an older one may have been read back later. */
async function newestProofs(db: Tx, environmentIds: readonly string[]) {
  const rows = await db.$queryRaw<(Verified & { environmentId: string })[]>`
    SELECT DISTINCT ON (backup.environment_id) backup.environment_id AS "environmentId", proof.at, proof.seconds
      FROM backup_verification proof JOIN backup ON backup.id = proof.backup_id
     WHERE proof.passed AND backup.environment_id = ANY(${[...environmentIds]}::uuid[])
     ORDER BY backup.environment_id, proof.at DESC`;
  return new Map<string, Verified>(rows.map(({ environmentId, ...proof }) => [environmentId, proof]));
}

const UNPROMISED = "No business process promises an RPO or RTO here: the drill is held against nothing.";

export function presentProof(row: ProofRow, ground: ProofGround, now: Date): RecoveryProof {
  const drills = row.drills.flatMap((drill) => provingDrill(drill) ?? []);
  const settings = ground.settingsFor(row.tenant.tier);
  const recovery: RecoveryFacts = {
    environmentId: row.id,
    tier: row.tenant.tier,
    settings,
    objective: ground.objectiveFor(row.id),
    drill: drills[0] ?? null,
    rpoDrill: ground.rpoDrillFor(row.id),
    running: ground.runningFor(row.id),
  };
  const missing = missingOf(row, recovery, now);
  const proof = ground.verifiedFor.get(row.id);
  return {
    environment: { id: row.id, name: row.name, stage: row.stage, timeZone: row.timeZone },
    tenant: { id: row.tenant.id, name: row.tenant.name },
    tier: row.tenant.tier,
    objective: recovery.objective,
    drills: drills.map(presentDrill),
    rpoDrill: recovery.rpoDrill && presentDrill(recovery.rpoDrill),
    runningDrill: recovery.running && { id: recovery.running.id, number: recovery.running.name },
    verified: proof === undefined ? null : { at: proof.at.toISOString(), seconds: proof.seconds },
    gate: settings.gate,
    proofMaxAgeDays: settings.proofMaxAgeDays,
    countsUntil: countsUntil(drills, recovery),
    verdict: verdictOf(settings.gate, missing, recovery),
    missing,
    changes: row.changes.map(({ id, number }) => ({ id, number: changeNumber(number) })),
  };
}

/** Until the first of its two parts is too old: recovery itself, and the RPO where one is promised. */
function countsUntil(
  drills: readonly ProvingDrill[],
  { settings, objective, rpoDrill }: RecoveryFacts,
): string | null {
  const passed = drills.find((drill) => drill.passed);
  if (passed === undefined) return null;
  const parts = objective === null || rpoDrill === null ? [passed] : [passed, rpoDrill];
  const first = new Date(Math.min(...parts.map(({ finishedAt }) => finishedAt.getTime())));
  return proofCountsUntil(settings, first).toISOString();
}

function missingOf(row: ProofRow, recovery: RecoveryFacts, now: Date): string[] {
  const running = row.release?.modules ?? [];
  const missing = missingProof({
    recovery,
    place: row,
    modules: { running, wanted: running },
    wantedRelease: row.release?.name ?? "",
    now,
  });
  return [...missing, ...(recovery.objective === null ? [UNPROMISED] : [])];
}

function verdictOf(
  gate: RecoveryProof["gate"],
  missing: readonly string[],
  { objective }: RecoveryFacts,
): RecoveryProof["verdict"] {
  if (gate === "off") return "not_asked";
  if (missing.length === 0) return "proven";
  // That nothing was promised only warns: the gate says the same.
  const onlyUnpromised = objective === null && missing.length === 1;
  return gate === "block" && !onlyUnpromised ? "blocks" : "warns";
}

const presentDrill = (drill: ProvingDrill): DrillMeasure => ({
  id: drill.id,
  number: drill.name,
  scenario: drill.scenario,
  finishedAt: drill.finishedAt.toISOString(),
  passed: drill.passed,
  sentence: drill.sentence,
  rtoSeconds: drill.rtoSeconds,
  rpoSeconds: drill.rpoSeconds,
});
