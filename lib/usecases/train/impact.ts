import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { TrainImpact, TrainImpactEnvironment } from "@/lib/contracts/api/resources/train";
import type { Tx } from "@/lib/data/client";
import { contentHash } from "@/lib/data/hash";
import { ownedIn } from "@/lib/data/scope";
import { inReadScope } from "@/lib/domain/access/decide";
import { changeNumber } from "@/lib/domain/change/number";
import { isPolicyGate } from "@/lib/domain/policy/waiver";
import type { ChangeFacts } from "../change/facts";
import { loadFactsOfMany } from "../change/facts-of-many";
import { changePlan } from "../change/plan";
import type { ChangeSubject } from "../change/subject";
import { found, query } from "../query";
import { conflictsOf, loadSurroundings, type Surroundings } from "./impact-rows";
import { type CarRow, type TrainRow, trainInclude } from "./rows";

/** Whom a train touches, as of now. The reader sees the environments of their own scope; the hash is of all. */
export const getTrainImpact = query({
  action: "train.read",
  input: API.getTrainImpact.params,
  run: async ({ ctx, scope, input }) => {
    const row = found(
      await ctx.db.prisma.train.findFirst({
        where: { id: input.trainId, cars: { some: ownedIn(scope) } },
        include: trainInclude,
      }),
      "train",
    );
    const impact = await loadImpact(ctx.db.prisma, row, ctx.now);
    const visible = ({ id, tenant }: TrainImpactEnvironment) =>
      inReadScope(scope, { tenantId: tenant.id, environmentId: id });
    const rings = impact.rings.map((ring) => ({
      ...ring,
      environments: ring.environments.filter(visible),
    }));
    return { ...impact, rings, totals: totalsOf(rings) };
  },
});

/** The list with its hash. In a command call it inside the transaction that acts. */
export async function loadImpact(db: Tx, row: TrainRow, now: Date): Promise<TrainImpact> {
  const subjects = new Map(
    row.rings.flatMap((ring) =>
      ring.cars.map((car) => [car, car.change ?? drafted(row, car.environmentId, ring.id)] as const),
    ),
  );
  const moment = row.state === "draft" ? ("draft" as const) : ("approve" as const);
  const asked = [...subjects.values()].map((subject) => ({ subject, moment }));
  const factsOf = await loadFactsOfMany(db, asked, now);
  const around = await loadSurroundings(db, row, now);
  const present = (car: CarRow): TrainImpactEnvironment[] => {
    const subject = subjects.get(car);
    const facts = subject === undefined ? undefined : factsOf.get(subject);
    return facts === undefined ? [] : [environmentImpact(car, facts, around)].flat();
  };
  const rings = row.rings.map(({ position, name, bakeSeconds, cars }) => ({
    position,
    name,
    bakeSeconds,
    environments: cars.flatMap(present),
  }));
  return {
    hash: impactHash(row, rings),
    evaluatedAt: now.toISOString(),
    totals: totalsOf(rings),
    rings,
  };
}

/** A car that has no change of its own yet, as its change will be. */
const drafted = (
  { releaseId, rollbackPlan, fallback, communication }: TrainRow,
  environmentId: string,
  trainRingId: string,
): ChangeSubject => ({
  ...{ environmentId, trainRingId, releaseId },
  ...{ rollbackPlan, fallback, communication },
});

function environmentImpact(
  car: CarRow,
  facts: ChangeFacts,
  around: Surroundings,
): TrainImpactEnvironment | [] {
  const place = around.placeOf.get(car.environmentId);
  if (place === undefined) return [];
  const expected = around.timesOf(place.id);
  const plan = changePlan({
    differences: facts.differences,
    hasPreviousRelease: facts.runningRelease !== null,
    environment: place,
    settings: around.settings(place.stage),
    expected,
    backupStore: place.tenant.backupStore !== null,
  });
  const forward = plan.steps.filter(({ phase }) => phase === "forward");
  const known = forward.flatMap(({ name }) => expected.get(name) ?? []);
  const { tier, sites, backupStore: _store, ...tenant } = place.tenant;
  return {
    id: place.id,
    name: car.environment.name,
    stage: place.stage,
    tenant,
    tier,
    sites: sites.map(({ name }) => name),
    release: facts.runningRelease,
    change: car.change === null ? null : { id: car.change.id, number: changeNumber(car.change.number) },
    strategy: plan.strategy,
    modules: facts.differences.length,
    schemaChange: facts.differences.some(({ schemaChange }) => schemaChange),
    expectedSeconds: known.length === 0 ? null : known.reduce((sum, seconds) => sum + seconds, 0),
    closedSeconds: plan.closed === null ? 0 : plan.closed.expected,
    gates: facts.gates
      .filter(({ verdict }) => verdict !== "pass")
      .map(({ id, title, verdict, fact, remedy, waivable }) => {
        const fails = verdict === "fail";
        const may = fails && isPolicyGate({ id, ...(waivable === undefined ? {} : { waivable }) });
        return { ...{ id, title, fact, remedy, fails }, waivable: may && car.change !== null };
      }),
    conflicts: conflictsOf(place, around.holdsOver),
  };
}

function totalsOf(rings: TrainImpact["rings"]): TrainImpact["totals"] {
  const all = rings.flatMap(({ environments }) => environments);
  const tenants = new Map(all.map(({ tenant, sites }) => [tenant.id, sites.length]));
  return {
    tenants: tenants.size,
    sites: [...tenants.values()].reduce((sum, sites) => sum + sites, 0),
    environments: all.length,
    production: all.filter(({ stage }) => stage === "production").length,
    schemaChanges: all.filter(({ schemaChange }) => schemaChange).length,
    failing: all.filter(({ gates }) => gates.some(({ fails }) => fails)).length,
  };
}

/** What a person must have seen; expected times are left out, since they change with every deployment anywhere. */
const impactHash = (row: TrainRow, rings: TrainImpact["rings"]): string =>
  contentHash({
    content: row.contentHash,
    environments: rings.flatMap(({ environments }) =>
      environments.map(({ id, release, strategy, schemaChange, gates, conflicts }) => ({
        id,
        release: release?.id ?? null,
        strategy,
        schemaChange,
        gates: gates.map((gate) => `${gate.id} ${gate.fails}`).sort(),
        conflicts: conflicts.map((conflict) => `${conflict.kind} ${conflict.id}`).sort(),
      })),
    ),
  });
