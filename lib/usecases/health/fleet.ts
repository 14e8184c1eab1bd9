import "server-only";
import type { FleetHealth } from "@/lib/contracts/api/resources/health";
import { environmentsIn } from "@/lib/data/scope";
import { HEALTH_DOMAIN_IDS, type SignalState } from "@/lib/domain/health/domains";
import { Nothing, query } from "../query";

const MOST = 500;
const RANKS: Readonly<Record<SignalState, number>> = { bad: 3, warn: 2, good: 1, unknown: 0 };

/** Every environment in scope by domain: what hurts most stands first. */
export const getFleetHealth = query({
  action: "catalog.read",
  input: Nothing,
  run: async ({ ctx, scope }): Promise<FleetHealth> => {
    const where = environmentsIn(scope);
    const [rows, total] = await Promise.all([
      ctx.db.prisma.environment.findMany({
        where,
        select: {
          id: true,
          name: true,
          stage: true,
          timeZone: true,
          tenant: { select: { id: true, name: true } },
          healthSignals: { select: { domain: true, state: true, sentence: true, since: true } },
        },
        orderBy: [{ tenant: { name: "asc" } }, { name: "asc" }],
        take: MOST,
      }),
      ctx.db.prisma.environment.count({ where }),
    ]);
    const items = rows.map(({ healthSignals, ...environment }) => ({
      ...environment,
      domains: HEALTH_DOMAIN_IDS.map((id) => {
        const own = healthSignals.filter(({ domain }) => domain === id);
        const worst = own.reduce<(typeof own)[number] | null>(
          (best, one) => (best === null || RANKS[one.state] > RANKS[best.state] ? one : best),
          null,
        );
        const state = worst?.state ?? "unknown";
        return { id, state, sentence: state === "good" ? "" : (worst?.sentence ?? "") };
      }),
    }));
    const hurt = ({ domains }: (typeof items)[number]): number =>
      Math.max(...domains.map(({ id, state }) => (id === "continuity" ? 0 : RANKS[state])));
    return { items: [...items].sort((left, right) => hurt(right) - hurt(left)), total };
  },
});
