import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { FleetHealth } from "@/lib/contracts/api/resources/health";
import type { Tx } from "@/lib/data/client";
import { type FleetPlace, type FleetPosition, worstPlaces } from "@/lib/data/fleet-health";
import type { Prisma } from "@/lib/data/generated/client";
import { cursorKey, pageOf } from "@/lib/data/page";
import { environmentsIn } from "@/lib/data/scope";
import { definitionOf, isSignalId, SIGNAL_IDS, signalsFor } from "@/lib/domain/health/catalog";
import { HEALTH_DOMAIN_IDS } from "@/lib/domain/health/domains";
import { clockIn, neverServed, worstFirst } from "@/lib/domain/health/sentence";
import { readingsStale } from "@/lib/domain/health/verdict";
import { wholeState } from "@/lib/domain/health/whole";
import { query } from "../query";

const JUDGED = SIGNAL_IDS.filter((id) => definitionOf(id).limits !== null);
const OPTIONAL = SIGNAL_IDS.filter((id) => definitionOf(id).optional);

/** Environments in scope by domain: what hurts most stands first, what nobody knows before what is well. */
export const getFleetHealth = query({
  action: "catalog.read",
  input: API.getFleetHealth.query,
  run: async ({ ctx, scope, input }): Promise<FleetHealth> => {
    const db = ctx.db.prisma;
    const places = await worstPlaces(db, scope, {
      counting: { judged: JUDGED, optional: OPTIONAL, now: ctx.now },
      after: positionOf(input.cursor),
      take: input.limit + 1,
    });
    const rows = await rowsOf(db, places);
    const total = await db.environment.count({ where: environmentsIn(scope) });
    const shown = places.flatMap((place) => {
      const row = rows.get(place.id);
      return row === undefined ? [] : [{ place, row }];
    });
    const page = pageOf(
      shown,
      input.limit,
      ({ place }) => [String(place.rank), place.tenant, place.id],
      ({ place, row }) => presentPlace(row, place, ctx.now),
    );
    return { ...page, total };
  },
});

function positionOf(cursor: string | undefined): FleetPosition | null {
  const [rank, tenant, id] = cursorKey(cursor, 3) ?? [];
  if (tenant === undefined || id === undefined) return null;
  const known = Number(rank);
  return { rank: Number.isInteger(known) && known >= 0 && known <= 3 ? known : 0, tenant, id };
}

const shown = {
  ...{ id: true, name: true, stage: true, timeZone: true },
  tenant: { select: { id: true, name: true } },
  healthSignals: { select: { signal: true, state: true, sentence: true, since: true, value: true } },
} satisfies Prisma.EnvironmentSelect;
type Row = Prisma.EnvironmentGetPayload<{ select: typeof shown }>;

async function rowsOf(db: Tx, places: readonly FleetPlace[]): Promise<ReadonlyMap<string, Row>> {
  const ids = places.map(({ id }) => id);
  const rows = await db.environment.findMany({ where: { id: { in: ids } }, select: shown, take: ids.length });
  return new Map(rows.map((row) => [row.id, row]));
}

type Place = FleetHealth["items"][number];

function presentPlace(
  { healthSignals, ...environment }: Row,
  { newest, before }: FleetPlace,
  now: Date,
): Place {
  const read = [newest, before].filter((at) => at !== null);
  if (readingsStale(read, now)) {
    const since = newest === null ? "" : clockIn(newest, now, environment.timeZone);
    const sentence =
      since === "" ? "Nothing has been measured here yet." : `Nobody has measured since ${since}.`;
    const domains = HEALTH_DOMAIN_IDS.map((id) => ({ id, state: "unknown" as const, sentence }));
    return { ...environment, domains };
  }
  const wanted = new Set<string>(signalsFor(environment.stage));
  const signals = healthSignals.flatMap(({ signal: id, ...row }) =>
    isSignalId(id) && wanted.has(id) ? [{ id, ...row, threshold: null, served: !neverServed(id, row) }] : [],
  );
  const domains = HEALTH_DOMAIN_IDS.map((id) => {
    const own = signals.filter((signal) => definitionOf(signal.id).domain === id);
    const state = wholeState(own);
    const [worst] = worstFirst(own.filter((signal) => signal.served && signal.state === state));
    return { id, state, sentence: state === "good" ? "" : (worst?.sentence ?? "") };
  });
  return { ...environment, domains };
}
