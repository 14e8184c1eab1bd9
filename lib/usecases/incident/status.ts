import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { StatusPage } from "@/lib/contracts/api/resources/status";
import type { Prisma } from "@/lib/data/generated/client";
import { environmentsIn, ownedIn, tenantsIn } from "@/lib/data/scope";
import { sideBySide } from "@/lib/data/side-by-side";
import { healthNow } from "@/lib/domain/health/environment";
import { incidentNumber } from "@/lib/domain/incident/state";
import { standingOf } from "@/lib/domain/incident/status-text";
import { found, query } from "../query";

const DAY_MS = 86_400_000;
/** What is over stays on the page for so long. */
const PAST_DAYS = 14;
const MOST = 20;
const MOST_TENANTS = 200;
const MOST_PLACES = 50;
const MOST_TEXTS = 20;

const STORED_HEALTH = { timeZone: true, health: true, healthSentence: true, observedAt: true } as const;

const told = {
  ...{ id: true, number: true, state: true, startedAt: true, resolvedAt: true, statusText: true },
  environment: { select: { id: true, name: true, timeZone: true } },
  entries: {
    where: { kind: "status" },
    orderBy: { at: "desc" },
    take: MOST_TEXTS,
    select: { id: true, text: true, at: true },
  },
} satisfies Prisma.IncidentSelect;
type Row = Prisma.IncidentGetPayload<{ select: typeof told }>;

const presentTold = (row: Row): StatusPage["standing"][number] => ({
  id: row.id,
  number: incidentNumber(row.number),
  standing: standingOf(row.state),
  environment: row.environment,
  startedAt: row.startedAt.toISOString(),
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  texts: row.entries.map(({ id, text, at }) => ({ id, text, at: at.toISOString() })),
});

/**
 * What a tenant's people are told: how their environments are, and what was published of incidents. Nothing of what is
 * said inside an incident, and nothing that was not published.
 */
export const getStatus = query({
  action: "incident.read",
  input: API.getStatus.query,
  run: async ({ ctx, scope, input }): Promise<StatusPage> => {
    const tx = ctx.db.prisma;
    const tenants = await tx.tenant.findMany({
      where: tenantsIn(scope),
      select: { id: true, name: true },
      orderBy: [{ name: "asc" }, { id: "asc" }],
      take: MOST_TENANTS,
    });
    if (tenants.length === 0 && input.tenantId === undefined)
      return { tenants, tenant: null, places: [], standing: [], past: [] };
    const tenant = found(
      input.tenantId === undefined
        ? (tenants[0] ?? null)
        : await tx.tenant.findFirst({
            where: { AND: [{ id: input.tenantId }, tenantsIn(scope)] },
            select: { id: true, name: true },
          }),
      "tenant",
    );
    const own = { AND: [{ tenantId: tenant.id, statusText: { not: "" } }, ownedIn(scope)] };
    const { places, standing, past } = await sideBySide(tx, {
      places: () =>
        tx.environment.findMany({
          where: { AND: [{ tenantId: tenant.id, stage: "production" }, environmentsIn(scope)] },
          select: { id: true, name: true, stage: true, ...STORED_HEALTH },
          orderBy: [{ name: "asc" }, { id: "asc" }],
          take: MOST_PLACES,
        }),
      standing: () =>
        tx.incident.findMany({
          where: { AND: [own, { state: { in: ["open", "mitigated"] } }] },
          select: told,
          orderBy: [{ startedAt: "desc" }, { id: "desc" }],
          take: MOST,
        }),
      past: () =>
        tx.incident.findMany({
          where: {
            AND: [
              own,
              { state: { in: ["resolved", "reviewed", "closed"] } },
              { resolvedAt: { gte: new Date(ctx.now.getTime() - PAST_DAYS * DAY_MS) } },
            ],
          },
          select: told,
          orderBy: [{ startedAt: "desc" }, { id: "desc" }],
          take: MOST,
        }),
    });
    const shown = places.map(({ id, name, stage, ...place }) => ({
      ...{ id, name, stage, timeZone: place.timeZone },
      health: healthNow(place, ctx.now).verdict,
    }));
    return {
      tenants,
      tenant,
      places: shown,
      standing: standing.map(presentTold),
      past: past.map(presentTold),
    };
  },
});
