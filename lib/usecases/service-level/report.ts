import "server-only";
import { API } from "@/lib/contracts/api/registry";
import type { ServiceReport } from "@/lib/contracts/api/resources/service-level";
import { ownedIn } from "@/lib/data/scope";
import { monthTallies } from "@/lib/data/service-levels";
import { indicatorOf, isIndicatorId } from "@/lib/domain/service-level/indicator";
import { query } from "../query";

const MOST = 2_000;
const NOTHING = { good: 0, bad: 0, known: 0, unknown: 0, planned: 0 };

/** What was promised and kept in a month of each environment's own clock (requirement G7). */
export const getServiceReport = query({
  action: "service_level.read",
  input: API.getServiceReport.query,
  run: async ({ ctx, scope, input: { month, tenantId } }): Promise<ServiceReport> => {
    const db = ctx.db.prisma;
    const where = { AND: [ownedIn(scope), { enabled: true }, tenantId === undefined ? {} : { tenantId }] };
    const [levels, total] = await Promise.all([
      db.serviceLevel.findMany({
        where,
        select: {
          ...{ id: true, indicator: true, target: true },
          environment: {
            select: { id: true, name: true, tenant: { select: { id: true, name: true } } },
          },
        },
        orderBy: [
          { environment: { tenant: { name: "asc" } } },
          { environment: { name: "asc" } },
          { indicator: "asc" },
        ],
        take: MOST,
      }),
      db.serviceLevel.count({ where }),
    ]);
    const ids = levels.map(({ id }) => id);
    const counted = new Map((await monthTallies(db, ids, month)).map((row) => [row.id, row]));
    const rows = levels.flatMap(({ id, indicator, target, environment: { tenant, ...environment } }) => {
      if (!isIndicatorId(indicator)) return [];
      const { title, counts } = indicatorOf(indicator);
      const { good, bad, known, unknown, planned } = counted.get(id) ?? NOTHING;
      const attained = good + bad > 0 ? good / (good + bad) : null;
      return [
        {
          ...{ tenant, environment, indicator, title, target, attained, good, bad },
          kept: attained === null ? null : attained >= target,
          unit: counts === "requests" ? ("requests" as const) : ("seconds" as const),
          ...{ knownSeconds: known, unknownSeconds: unknown, plannedSeconds: planned },
        },
      ];
    });
    return { month, rows, more: Math.max(0, total - levels.length) };
  },
});
