import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { Scoreboard, ScoreCounts } from "@/lib/contracts/api/resources/scoreboard";
import { environmentsIn } from "@/lib/data/scope";
import { type Deployed, deployedByWeek, deployedOf, gateRefusalsOf } from "@/lib/data/scoreboard";
import { query } from "../query";
import { backedUpInTime, drilledIn, type ScoredEnvironment } from "./coverage";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** More production environments than these are not counted: one asks by tenant then. */
const MOST_ENVIRONMENTS = 10_000;
const MOST_TENANTS = 200;

const NOTHING = { kept: 0, lost: 0, leadSeconds: null, restoreSeconds: null, unrestored: 0, triggers: 0 };

/** How change and recovery went in production environments of the reader's scope, over the last days. */
export const getScoreboard = query({
  action: "catalog.read",
  input: API.getScoreboard.query,
  run: async ({ ctx, scope, input }): Promise<Scoreboard> => {
    const db = ctx.db.prisma;
    const days = Number(input.days);
    const to = ctx.now;
    const from = new Date(to.getTime() - days * DAY_MS);
    const rows = await db.environment.findMany({
      where: {
        AND: [environmentsIn(scope), input.tenantId === undefined ? {} : { tenantId: input.tenantId }],
        stage: "production",
      },
      select: {
        ...{ id: true, tenantId: true, timeZone: true, releaseId: true },
        tenant: { select: { id: true, name: true, tier: true } },
      },
      orderBy: [{ tenant: { name: "asc" } }, { id: "asc" }],
      take: MOST_ENVIRONMENTS,
    });
    const environments = rows.map(({ tenant, ...row }): ScoredEnvironment => ({ ...row, tier: tenant.tier }));
    const environmentIds = environments.map(({ id }) => id);
    const earlier = { environmentIds, from: new Date(from.getTime() - days * DAY_MS), to: from };
    const period = { environmentIds, from, to };
    const [deployed, previous, weeks, refusals, backedUp, drilled] = await Promise.all([
      deployedOf(db, period),
      deployedOf(db, earlier),
      deployedByWeek(db, period),
      gateRefusalsOf(db, period),
      backedUpInTime(db, environments, to),
      drilledIn(db, environmentIds, period),
    ]);
    const counts = (tenantId: string | null) =>
      countsOf(tenantId, { environments, deployed, refusals, backedUp, drilled });
    const tenants = [...new Map(rows.map(({ tenant }) => [tenant.id, tenant])).values()];
    const { kept, lost, leadSeconds, restoreSeconds } = totalOf(previous, null);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      days,
      total: counts(null),
      before: { kept, lost, leadSeconds, restoreSeconds },
      tenants: tenants
        .slice(0, MOST_TENANTS)
        .map(({ id, name }) => ({ tenant: { id, name }, counts: counts(id) })),
      more: Math.max(0, tenants.length - MOST_TENANTS),
      weeks: everyWeek(weeks, from, to),
    };
  },
});

const totalOf = (deployed: readonly Deployed[], tenantId: string | null) =>
  deployed.find((row) => row.tenantId === tenantId) ?? NOTHING;

function countsOf(
  tenantId: string | null,
  known: {
    environments: readonly ScoredEnvironment[];
    deployed: readonly Deployed[];
    refusals: readonly { tenantId: string; count: number }[];
    backedUp: ReadonlySet<string>;
    drilled: ReadonlySet<string>;
  },
): ScoreCounts {
  const used = known.environments.filter(
    (one) => one.releaseId !== null && (tenantId === null || one.tenantId === tenantId),
  );
  const refusals = known.refusals.filter((one) => tenantId === null || one.tenantId === tenantId);
  const { kept, lost, leadSeconds, restoreSeconds, unrestored, triggers } = totalOf(known.deployed, tenantId);
  return {
    ...{ kept, lost, leadSeconds, restoreSeconds, unrestored, triggers },
    gateRefusals: refusals.reduce((sum, { count }) => sum + count, 0),
    environments: used.length,
    backedUp: used.filter(({ id }) => known.backedUp.has(id)).length,
    drilled: used.filter(({ id }) => known.drilled.has(id)).length,
  };
}

/** A week in which nothing was deployed is a zero, not a gap. */
function everyWeek(
  weeks: readonly { week: number; kept: number; lost: number }[],
  from: Date,
  to: Date,
): Scoreboard["weeks"] {
  const count = Math.ceil((to.getTime() - from.getTime()) / WEEK_MS);
  return Array.from({ length: count }, (_, index) => {
    const row = weeks.find(({ week }) => week === index);
    const at = new Date(from.getTime() + index * WEEK_MS).toISOString();
    return { at, kept: row?.kept ?? 0, lost: row?.lost ?? 0 };
  });
}
